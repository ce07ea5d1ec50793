import { EnddelError } from '../core/errors.ts'
import { inputsFile, pagesFile, planFile } from '../output/layout.ts'
import type { Build } from '../output/read.ts'
import { openShard, type ShardFacts } from '../output/shard.ts'

export interface OpenShard {
  /** The `out` it was made in. */
  out: string
  facts: ShardFacts
  build: Build
}

/** All the shards of one input, in their order. Throws an E_SHARD that names the first that is not as it should be. */
export async function openShards(folders: readonly string[]): Promise<OpenShard[]> {
  const shards = await Promise.all(folders.map(openOne))
  shards.sort((a, b) => a.facts.number - b.facts.number)
  refuseOthers(shards)
  refuseGaps(shards)
  for (const shard of shards) {
    refuseFailed(shard)
    refuseOtherInput(shard, shards[0]!)
  }
  return shards
}

export function shardError(shard: OpenShard, what: string, hint: string, cause?: unknown): EnddelError {
  return new EnddelError('E_SHARD', `${nameOf(shard)} ${what}`, { hint, cause })
}

/** Runs what reads a shard: what is damaged is told of the shard. */
export async function readingShard<Result>(shard: OpenShard, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof EnddelError)) throw error
    throw shardError(shard, `is damaged: ${error.message}`, remedyForDamage, error)
  }
}

export const remedyForDamage = 'bring its folder here again, or build this shard again with --force'

async function openOne(out: string): Promise<OpenShard> {
  try {
    return { out, ...(await openShard(out)) }
  } catch (error) {
    if (!(error instanceof EnddelError)) throw error
    const hint = 'give the --out folders of `enddel build --shard i/n`, all built by this version of enddel'
    throw new EnddelError('E_SHARD', `${out} holds no whole shard: ${error.message}`, { hint, cause: error })
  }
}

function nameOf({ out, facts: { number, of } }: OpenShard): string {
  return `shard ${number}/${of} in ${out}`
}

function refuseOthers([first, ...others]: readonly OpenShard[]): void {
  const foreign = others.find(({ facts }) => facts.of !== first!.facts.of)
  if (foreign) throw shardError(foreign, `is none of those of ${nameOf(first!)}`, 'give shards i/n of one n alone')
}

function refuseGaps(shards: readonly OpenShard[]): void {
  const twin = shards.find(({ facts }, index) => facts.number === shards[index - 1]?.facts.number)
  if (twin) {
    const other = shards.find((shard) => shard !== twin && shard.facts.number === twin.facts.number)!
    throw shardError(twin, `is there twice: it is in ${other.out}, too`, 'give each shard once')
  }
  const { of } = shards[0]!.facts
  const numbers = new Set(shards.map(({ facts }) => facts.number))
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter((number) => !numbers.has(number))
  if (missing.length === 0) return
  const names = missing.slice(0, 5).map((number) => `${number}/${of}`)
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : ''
  throw new EnddelError('E_SHARD', `${missing.length === 1 ? 'shard' : 'shards'} ${names.join(', ')}${more} missing`, {
    hint: 'give the folders of all shards; a folder holds one, the last that was built there',
  })
}

function refuseFailed(shard: OpenShard): void {
  const { failed } = shard.facts
  if (failed.length === 0) return
  const pages = failed.length === 1 ? failed[0] : `${failed[0]} and ${failed.length - 1} more`
  throw shardError(shard, `has not all of its pages: ${pages} failed`, 'correct what failed and build this shard again')
}

function refuseOtherInput(shard: OpenShard, first: OpenShard): void {
  const [own, those] = [inputOf(shard), inputOf(first)]
  const different = Object.keys(own).find((part) => own[part] !== those[part])
  if (different === undefined) return
  throw shardError(
    shard,
    `was made from another input than ${nameOf(first)}: ${different} differs`,
    'build all of them from the same site and content, with the same flags and the same build before, or with --force',
  )
}

/** All that decides about the whole build, by what a person can look for. Site and content are told by what they became. */
function inputOf({ facts, build: { manifest } }: OpenShard): Record<string, string> {
  const { packs, problems, files: all, ...site } = manifest
  const { [inputsFile]: _, [pagesFile]: __, [planFile]: plan, ...files } = all
  const isContent = ([file]: [string, unknown]) => file.startsWith('content/')
  const entries = Object.entries(files)
  const content = [packs, problems, entries.filter(isContent), facts.versions]
  return {
    'enddel, Node.js, the time zone or SITE_URL': facts.engine,
    'the site': JSON.stringify([site, entries.filter((entry) => !isContent(entry))]),
    'the content': JSON.stringify(content),
    'what pages there are, or their brotli quality,': JSON.stringify(plan),
  }
}
