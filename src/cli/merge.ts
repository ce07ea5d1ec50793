import type { Command } from 'commander'
import { exitCodes } from './exit.ts'
import { bytes } from './units.ts'

interface Flags {
  out: string
  json: boolean
}

export function addMerge(program: Command, setCode: (code: number) => void): void {
  program
    .command('merge')
    .description('Publish the build whose shards were made by `enddel build --shard i/n`, each in a folder of its own.')
    .argument('<folder...>', 'the --out folders of all shards, in any order')
    .option('--out <folder>', 'where builds are kept', 'out')
    .option('--json', 'print the result as JSON alone', false)
    .action(async (folders: string[], flags: Flags) => setCode(await merge(folders, flags)))
}

async function merge(folders: readonly string[], { out, json }: Flags): Promise<number> {
  const { mergeShards } = await import('../prerender/merge.ts')
  const result = await mergeShards(folders, out)
  const { pages, htmlBytes, brBytes, imageBytes, shards, folder, problems } = result
  const images = imageBytes === 0 ? '' : `, ${bytes(imageBytes)} images`
  const lines = [
    `${pages} pages of ${shards} shards, ${bytes(htmlBytes)} html, ${bytes(brBytes)} br${images}`,
    ...problems.map(({ message, hint }) => `left out or as before: ${message}${hint ? ` (${hint})` : ''}`),
    `current: ${folder}`,
  ]
  console.log(json ? JSON.stringify(result) : lines.join('\n'))
  return problems.length > 0 ? exitCodes.quarantined : exitCodes.ok
}
