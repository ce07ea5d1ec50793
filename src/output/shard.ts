import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { parseJson, parseWith } from '../core/parse.ts'
import { shardFile, shardFolder } from './layout.ts'
import { type Build, openBuildAt } from './read.ts'

/** One of `of` shares of the pages of a build; the first is number 1. */
export interface Shard {
  number: number
  of: number
}

const factsSchema = z.strictObject({
  number: z.int().positive(),
  of: z.int().positive().max(9_999),
  /** Hash of what pages were made by, apart from the site. */
  engine: z.string(),
  /** Hash of what the keys of the inputs stand on. */
  versions: z.string(),
  /** Addresses of pages that could not be made. */
  failed: z.array(z.string()),
})

/** What the folder of a shard has beside that of a build. */
export type ShardFacts = z.infer<typeof factsSchema>

const shardSchema = factsSchema.extend({
  format: z.literal(1),
  /** The id a build with this manifest would have. */
  manifest: z.string(),
})

/** Which share a page belongs to: by its address alone, so that shares are even and stay as pages come and go. */
export function shareNumberOf(address: string, of: number): number {
  return (Number.parseInt(hash('sha256', address, 'hex').slice(0, 8), 16) % of) + 1
}

export function encodeShard(facts: ShardFacts, manifest: string): string {
  return `${JSON.stringify({ format: 1, ...facts, manifest })}\n`
}

/** The shard in `out`. Throws an EnddelError when there is none, or a damaged one. */
export async function openShard(out: string): Promise<{ facts: ShardFacts; build: Build }> {
  const folder = shardFolder(out)
  const file = shardFile(folder)
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ENOTDIR') throw error
    throw new EnddelError('E_NO_OUTPUT', `${file} is missing`, { hint: 'run `enddel build --shard i/n` first' })
  })
  const { format: _, manifest, ...facts } = parseWith(shardSchema, parseJson(text, file), file)
  return { facts, build: await openBuildAt(folder, out, manifest) }
}
