import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Lines } from '../core/lines.ts'
import { readPack } from '../content/pack-file.ts'
import { errnoOf } from '../core/errors.ts'
import { storeFile } from '../core/store-file.ts'
import { pageFiles } from '../output/file-name.ts'
import { inputsFile, packsFolder, pagesFile, pagesFolder, planFile } from '../output/layout.ts'
import { hashOf, parsePage } from '../output/manifest.ts'
import { shareNumberOf } from '../output/shard.ts'
import type { BuildWriter } from '../output/write.ts'
import { type OpenShard, readingShard, remedyForDamage, shardError } from './open-shards.ts'
import { type BuildTotals, countPage, noTotals } from './totals.ts'

export interface TakenPages {
  totals: BuildTotals
  /** What is new in the folder of pages. */
  files: string[]
}

/** Takes the pages of all shards into `out`; throws an E_SHARD when a file is not what a shard wrote. */
export async function takePages(shards: readonly OpenShard[], out: string, writer: BuildWriter): Promise<TakenPages> {
  const shares = await Promise.all(shards.map(openShare))
  const taken: TakenPages = { totals: noTotals(), files: [] }
  const [pages, inputs] = [await writer.openLines(pagesFile), await writer.openLines(inputsFile)]
  inputs.append(shares[0]!.versions)
  for (const address of await plannedAddresses(shards[0]!)) {
    const share = shares[shareNumberOf(address, shards.length) - 1]!
    const { line, inputsLine } = share.next(address)
    pages.append(line)
    inputs.append(inputsLine)
    countPage(taken.totals, line)
    taken.files.push(...takePage(line, share.shard, out))
  }
  pages.close()
  inputs.close()
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
  // The first is of all pages.
  const inputs = new Lines(await readingShard(shard, () => build.readFile(inputsFile)))
  let at = 0
  return {
    shard,
    versions: inputs.at(0)!,
    next(address: string): { line: Buffer; inputsLine: Buffer } {
      const [line, inputsLine] = [build.pageLines.at(at), inputs.at(at + 1)]
      at++
      if (line && inputsLine && parsePage(line).address === address) return { line, inputsLine }
      throw shardError(shard, `has no ${address}, which is in its share`, 'build all shards again by this version')
    },
  }
}

async function plannedAddresses(shard: OpenShard): Promise<string[]> {
  const plan = await readingShard(shard, () => shard.build.readFile(planFile))
  return Array.from(new Lines(plan), (line) => line.toString('latin1', 0, line.indexOf(32)))
}

function takePage(line: Buffer, shard: OpenShard, out: string): string[] {
  const page = parsePage(line)
  const files = pageFiles(page)
  const take = (file: string, sha256: string) => {
    const path = join(pagesFolder(shard.out), file)
    return put(shard, path, readWritten(path, sha256), join(pagesFolder(out), file))
  }
  const br = files.br !== undefined && page.br ? take(files.br, page.br.sha256) : []
  return [...take(files.html, page.html.sha256), ...br]
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
