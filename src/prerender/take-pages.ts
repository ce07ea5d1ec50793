import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { linesOf } from '../core/lines.ts'
import { readPack } from '../content/report-packs.ts'
import { errnoOf } from '../core/errors.ts'
import { storeFile } from '../core/store-file.ts'
import { pageFiles } from '../output/file-name.ts'
import { inputsFile, packsFolder, pagesFolder, planFile } from '../output/layout.ts'
import { hashOf, parsePage } from '../output/manifest.ts'
import { shareNumberOf } from '../output/shard.ts'
import { type OpenShard, readingShard, remedyForDamage, shardError } from './open-shards.ts'

export interface TakenPages {
  /** Of the manifest, in the order of the plan. */
  lines: Buffer[]
  /** Of the inputs, all of the file. */
  inputs: Buffer[]
  /** What is new in the folder of pages. */
  files: string[]
}

/** Takes the pages of all shards into `out`; throws an E_SHARD when a file is not what a shard wrote. */
export async function takePages(shards: readonly OpenShard[], out: string): Promise<TakenPages> {
  const shares = await Promise.all(shards.map(openShare))
  const taken: TakenPages = { lines: [], inputs: [shares[0]!.versions], files: [] }
  for (const address of await plannedAddresses(shards[0]!)) {
    const share = shares[shareNumberOf(address, shards.length) - 1]!
    const { line, inputsLine } = share.next(address)
    taken.lines.push(line)
    taken.inputs.push(inputsLine)
    taken.files.push(...takePage(line, share.shard, out))
  }
  return taken
}

/** Takes the packs of a shard, which has all of them; returns those that are new. */
export function takePacks(shard: OpenShard, out: string): string[] {
  const [from, to] = [packsFolder(shard.out), packsFolder(out)]
  return shard.build.manifest.packs.flatMap((pack) =>
    put(shard, join(from, pack), readPack(from, pack), join(to, pack)),
  )
}

/** The lines of a shard, page by page. */
async function openShare(shard: OpenShard) {
  const { build } = shard
  const [versions, ...inputs] = linesOf(await readingShard(shard, () => build.readFile(inputsFile)))
  let at = 0
  return {
    shard,
    versions: versions!,
    next(address: string): { line: Buffer; inputsLine: Buffer } {
      const [line, inputsLine] = [build.pageLines[at], inputs[at]]
      at++
      if (line && inputsLine && parsePage(line).address === address) return { line, inputsLine }
      throw shardError(shard, `has no ${address}, which is in its share`, 'build all shards again by this version')
    },
  }
}

async function plannedAddresses(shard: OpenShard): Promise<string[]> {
  const plan = await readingShard(shard, () => shard.build.readFile(planFile))
  return linesOf(plan).map((line) => line.toString('latin1', 0, line.indexOf(32)))
}

function takePage(line: Buffer, shard: OpenShard, out: string): string[] {
  const page = parsePage(line)
  const files = pageFiles(page)
  const take = (file: string, sha256: string) => {
    const path = join(pagesFolder(shard.out), file)
    return put(shard, path, readWritten(path, sha256), join(pagesFolder(out), file))
  }
  return [...take(files.html, page.html.sha256), ...take(files.br, page.br.sha256)]
}

/** Undefined when it is not what was written. */
function readWritten(path: string, sha256: string): Buffer | undefined {
  try {
    const bytes = readFileSync(path)
    return hashOf(bytes) === sha256 ? bytes : undefined
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Puts a file with these bytes where it belongs, unless it is there; returns it when it is new. It is no link: whoever
 * copies the next shard over this one must not write into a page that is served.
 */
function put(shard: OpenShard, from: string, bytes: Buffer | undefined, to: string): string[] {
  if (!bytes) throw shardError(shard, `is damaged: ${from} is not what it wrote`, remedyForDamage)
  return storeFile(to, bytes) ? [to] : []
}
