import type { Command } from 'commander'
import { type Config, findSetting } from '../core/config.ts'
import { threadCount, wholeNumber } from '../core/setting-values.ts'
import { type BuildResult, buildSite } from '../prerender/build.ts'
import { exitCodes } from './exit.ts'
import { createProgress } from './progress.ts'
import { bytes, milliseconds } from './units.ts'

interface Flags {
  site: string
  content: string
  out: string
  popular: string
  threads: string
  brotli: string
  json: boolean
}

export function addBuild(program: Command, readConfig: () => Promise<Config>, setCode: (code: number) => void): void {
  program
    .command('build')
    .description('Prerender the site into static pages with .br beside each; the new build becomes current at the end.')
    .option('--site <folder>', 'the site: pages, routes, styles', 'templates')
    .option('--content <folder>', 'reports, products and market figures', 'content')
    .option('--out <folder>', 'where builds are kept', 'out')
    .option('--popular <n|all>', 'pages to build beside the reports, the most popular first', 'all')
    .option('--threads <n|auto>', 'threads that render; auto is one for each core', 'auto')
    .option('--brotli <quality>', 'brotli quality from 0 (fast) to 11 (small)', '11')
    .option('--json', 'print the result as JSON alone', false)
    .action(async (flags: Flags) => setCode(await runBuild(flags, await readConfig())))
}

async function runBuild(flags: Flags, config: Config): Promise<number> {
  const { value: isCi } = findSetting('isCi', config)
  const progress = createProgress({ isQuiet: flags.json, isTerminal: process.stderr.isTTY && !isCi })
  const options = {
    site: flags.site,
    content: flags.content,
    out: flags.out,
    popular: flags.popular === 'all' ? Infinity : wholeNumber('--popular', flags.popular, 0, 10_000_000),
    threads: threadCount('--threads', flags.threads),
    brotliQuality: wholeNumber('--brotli', flags.brotli, 0, 11),
    siteUrl: findSetting('siteUrl', config).value,
    onEvent: progress.show,
  }
  const result = await buildSite(options).finally(progress.end)
  console.log(flags.json ? JSON.stringify(result) : summary(result))
  return result.published ? exitCodes.ok : exitCodes.failed
}

function summary({ folder, published, pages, htmlBytes, brBytes, failures, slowest, stepMs }: BuildResult): string {
  const saved = htmlBytes === 0 ? 0 : Math.round((1 - brBytes / htmlBytes) * 100)
  const steps = Object.entries(stepMs).map(([step, ms]) => `${step} ${milliseconds(ms)}`)
  return [
    `${pages} pages, ${bytes(htmlBytes)} html, ${bytes(brBytes)} br (${saved} % saved)`,
    `time: ${steps.join(', ')}`,
    'slowest:',
    ...slowest.map(({ address, ms }) => `  ${milliseconds(ms).padStart(8)}  ${address}`),
    ...failures.map(({ address, place, message }) => `failed: ${address}: ${place ? `${place}: ` : ''}${message}`),
    published
      ? `current: ${folder}`
      : `${failures.length} ${failures.length === 1 ? 'page' : 'pages'} failed: the build before stays current; the others are in ${folder}`,
  ].join('\n')
}
