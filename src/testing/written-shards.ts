import { join } from 'node:path'
import { storeFile } from '../core/store-file.ts'
import { inputsFile, packsFolder, pagesFile, planFile } from '../output/layout.ts'
import { hashOf } from '../output/manifest.ts'
import { type ShardFacts, shareNumberOf } from '../output/shard.ts'
import { createBuildWriter } from '../output/write.ts'
import { headFacts, storePage, writeLines } from './stored-page.ts'

/** The pages of a build whose shards are written without being built. */
export const plannedAddresses = ['/vi/', '/vi/a', '/vi/b', '/vi/c', '/en/', '/en/a', '/en/b', '/en/c']

const pack = Buffer.from('{"en":[]}\n')
export const packOfShards = `${hashOf(pack).slice(0, 32)}.ndjson`

export interface WrittenShard extends Partial<ShardFacts> {
  plan?: readonly string[]
  /** By path; replaces those that are there otherwise. */
  files?: Record<string, string>
}

/** Writes a shard of two, the first unless another is named, into `out`. */
export async function writeShard(out: string, written: WrittenShard = {}): Promise<void> {
  const { plan = plannedAddresses, files = {}, ...own } = written
  const facts = { number: 1, of: 2, engine: 'engine', versions: 'versions', failed: [], ...own }
  const share = plan.filter((address) => shareNumberOf(address, facts.of) === facts.number)
  const writer = await createBuildWriter(out)
  const planText = plan.map((address) => `${address} 5\n`).join('')
  const usual = { 'content/market.json': '{}', 'public/robots.txt': 'robots', [planFile]: planText }
  for (const [file, text] of Object.entries({ ...usual, ...files })) await writer.writeFile(file, text)
  await writeLines(writer, inputsFile, ['{}', ...share.map((address) => JSON.stringify([address]))])
  storeFile(join(packsFolder(out), packOfShards), pack)
  const lines = share.map((address) => storePage(out, address, `<p>${address}`, `br of ${address}`))
  await writeLines(writer, pagesFile, lines)
  await writer.finishShard({ ...headFacts, packs: [packOfShards] }, facts)
}
