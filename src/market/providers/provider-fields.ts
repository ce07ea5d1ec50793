/** Fields as providers write them: numbers may be texts and texts numbers, and nearly any of them may be null. */
import { z } from 'zod'

/** A finite number, or a text that is one. */
export const decimal = z
  .union([
    z.number(),
    z
      .string()
      .max(64)
      .regex(/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i, 'not a number')
      .transform(Number),
  ])
  .pipe(z.number())

export const positive = decimal.pipe(z.number().positive())

/** Undefined wherever it is missing, null or of no use: one bad field does not cost the others. */
export function maybe<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined)
}

/** What a Date can hold. */
const latest = 8.64e15

/** Milliseconds since 1970, from a number of them, of seconds, or an ISO text that names its zone. */
export const unixMs = positive.pipe(z.number().max(latest)).transform(Math.round)
export const unixSeconds = positive.transform((seconds) => Math.round(seconds * 1000)).pipe(z.number().max(latest))
export const isoTime = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))

/** Text of a provider that is shown or logged. */
export const shortText = z.string().trim().min(1).max(40)

/** Any JSON in `place` of an answer that has errors in many forms; undefined where there is none. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
}
