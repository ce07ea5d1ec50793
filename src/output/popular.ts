import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { errnoOf } from '../core/errors.ts'
import { parseJson, parseWith } from '../core/parse.ts'
import { popularFile } from './layout.ts'
import { replaceFile } from './write-file.ts'

const popularitySchema = z.strictObject({
  format: z.literal(1),
  pages: z.record(z.string().startsWith('/'), z.number().nonnegative()),
})

/** Hits by address. Serve lets them fade, so they are no whole numbers. */
export type Popularity = ReadonlyMap<string, number>

/** Pages beyond the most popular ones are not worth remembering; this is also what bounds the file. */
export const maxPopular = 10_000

/** Reads the popularity file. `place` is the file, for errors. */
export function parsePopularity(text: string, place: string): Popularity {
  return new Map(Object.entries(parseWith(popularitySchema, parseJson(text, place), place).pages))
}

/** The popularity of `out`; empty when there is no file. */
export async function readPopularity(out: string): Promise<Map<string, number>> {
  const file = popularFile(out)
  try {
    return new Map(parsePopularity(await readFile(file, 'utf8'), file))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return new Map()
    throw error
  }
}

export async function writePopularity(out: string, popularity: Popularity): Promise<void> {
  await replaceFile(popularFile(out), encodePopularity(popularity))
}

/** The text of the popularity file: the most popular pages first. */
export function encodePopularity(popularity: Popularity): string {
  const pages = mostPopular(popularity).map(([address, hits]) => [address, Math.round(hits * 1000) / 1000])
  return `${JSON.stringify({ format: 1, pages: Object.fromEntries(pages) }, null, 1)}\n`
}

/** The `maxPopular` pages with the most hits; what has faded to nothing is left out. */
export function mostPopular(popularity: Popularity): [string, number][] {
  return [...popularity]
    .filter(([, hits]) => hits >= 0.001)
    .sort(([a, hitsA], [b, hitsB]) => hitsB - hitsA || (a < b ? -1 : 1))
    .slice(0, maxPopular)
}

/** What is left of hits after `ms`: half of them after each `halfLifeMs`. */
export function faded(hits: number, ms: number, halfLifeMs: number): number {
  return hits * 0.5 ** (ms / halfLifeMs)
}
