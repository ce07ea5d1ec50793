import { z } from 'zod'
import { parseJson, parseWith } from '../core/parse.ts'

const popularitySchema = z.strictObject({
  format: z.literal(1),
  pages: z.record(z.string().startsWith('/'), z.number().nonnegative()),
})

/** Hits by address. */
export type Popularity = ReadonlyMap<string, number>

/** Reads the popularity file that serve writes. `place` is the file, for errors. */
export function parsePopularity(text: string, place: string): Popularity {
  return new Map(Object.entries(parseWith(popularitySchema, parseJson(text, place), place).pages))
}
