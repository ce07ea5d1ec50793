import type { Command } from 'commander'

export function addPopular(program: Command): void {
  program
    .command('popular')
    .description(
      'Add the hits of an access log (common or combined format) to the popularity file, for `enddel build --popular`.',
    )
    .argument('<log>', 'the access log')
    .option('--out <folder>', 'the folder that holds popular.json', 'out')
    .action(async (log: string, { out }: { out: string }) => {
      const { addLogToPopularity } = await import('../serve/popular-from-log.ts')
      const { lines, hits, pages } = await addLogToPopularity(log, out)
      console.log(`${lines} lines, ${hits} hits, ${pages} pages in the popularity file`)
    })
}
