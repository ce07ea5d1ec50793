/** Fields as providers write them: numbers may be texts and texts numbers, and nearly any of them may be null. */
import { z } from 'zod'

/** A finite number, or a text that is one. */
export const decimal = numberOr(
  z
    .string()
    .max(64)
    .regex(/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i, 'not a number'),
)

export const positive = decimal.pipe(z.number().positive())

/** As streams write it: a text has no sign and no spaces, and digits on both sides of its point. */
export const plainPositive = numberOr(z.string().regex(/^\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?$/i)).pipe(
  z.number().positive(),
)

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

/** What a provider says in its own words, which may be many. */
export const words = z.string().transform((text) => text.slice(0, 200))

/** Any JSON in `place` of an answer that has errors in many forms; undefined where there is none. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
}

/** Zod's numbers are finite; `1e999` is not. */
function numberOr(text: z.ZodType<string, string>) {
  return z.union([z.number(), text.transform(Number)]).pipe(z.number())
}
