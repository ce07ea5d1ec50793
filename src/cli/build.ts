import type { Command } from 'commander'
import { type Config, findSetting } from '../core/config.ts'
import { EnddelError } from '../core/errors.ts'
import { cronLine, threadCount, timeZone, wholeNumber } from '../core/setting-values.ts'
import type { BuildSummary } from '../prerender/build.ts'
import { exitCodes } from './exit.ts'
import type { KeptBuild } from './keep-building.ts'
import { createProgress } from './progress.ts'
import { shardFlag } from './shard-flag.ts'
import { untilStopped } from './stop-signal.ts'
import { bytes, milliseconds } from './units.ts'

interface Flags {
  site: string
  content: string
  out: string
  popular: string
  threads: string
  brotli: string
  force: boolean
  recompress: boolean
  shard?: string
  pdf: boolean
  watch: boolean
  schedule?: string
  tz?: string
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
    .option(
      '--brotli <quality|auto>',
      'from 0 (fast) to 11 (small); auto is 11 for the 1,000 most popular pages',
      'auto',
    )
    .option('--recompress', 'brotli 11 for every page, without rendering any anew', false)
    .option('--force', 'make every page anew, not only those of which something has changed', false)
    .option('--shard <i/n>', 'make this share of the pages alone, such as 2/3, for `enddel merge`')
    .option('--pdf', 'a PDF file of each report, too, made by Chromium', false)
    .option('--watch', 'build again whenever content or site change, until stopped', false)
    .option('--schedule <cron>', 'build again at these times, such as "30 7,19 * * *", until stopped')
    .option('--tz <zone>', 'the time zone of --schedule, such as Asia/Ho_Chi_Minh (default: that of the machine)')
    .option('--json', 'print the result as JSON alone', false)
    .action(async (flags: Flags) => setCode(await runBuild(flags, await readConfig())))
}

async function runBuild(flags: Flags, config: Config): Promise<number> {
  const { value: isCi } = findSetting('isCi', config)
  const progress = createProgress({ isQuiet: flags.json, isTerminal: process.stderr.isTTY && !isCi })
  const pdf = flags.pdf ? await findPrinter(flags, config) : undefined
  const options = { ...optionsOf(flags), ...settingsOf(config), pdf, onEvent: progress.show }
  // Not before it is needed: other commands should not wait for it to be loaded.
  const { buildSite } = await import('../prerender/build.ts')
  const build = async ({ lent, isHurried, ...now }: BuildNow): Promise<number> => {
    const { brotliQuality: asked } = options
    const brotliQuality = isHurried && asked === 'auto' ? hurriedQuality : asked
    const result = await buildSite({ ...options, ...now, brotliQuality }, lent).finally(progress.end)
    console.log(flags.json ? JSON.stringify(result) : summary(result, flags.shard))
    if (result.failures.length > 0) return exitCodes.failed
    return result.problems.length > 0 ? exitCodes.quarantined : exitCodes.ok
  }
  if (!flags.watch && flags.schedule === undefined)
    return untilStopped((stop) => build({ isForced: flags.force, stop }))
  const { keepBuilding } = await import('./keep-building.ts')
  return keepBuilding({ ...options, ...times(flags), isWatching: flags.watch, isForced: flags.force }, build)
}

type BuildNow = Pick<KeptBuild, 'isForced' | 'stop'> & Partial<KeptBuild>

/** The quality of the long tail, for all pages. */
const hurriedQuality = 5

function optionsOf({ site, content, out, popular, threads, brotli, recompress, shard }: Flags) {
  return {
    ...{ site, content, out },
    popular: popular === 'all' ? Infinity : wholeNumber('--popular', popular, 0, 10_000_000),
    threads: threadCount('--threads', threads),
    brotliQuality: recompress ? 11 : brotli === 'auto' ? ('auto' as const) : wholeNumber('--brotli', brotli, 0, 11),
    ...(shard !== undefined && { shard: shardFlag('--shard', shard) }),
  }
}

/** Looked for first: nobody should wait for all pages to hear that there is none. */
async function findPrinter({ shard }: Flags, config: Config): Promise<{ chromium: string }> {
  if (shard !== undefined) {
    throw new EnddelError('E_USAGE', '--pdf cannot be used with --shard: a shard has a share of the pages alone', {
      hint: 'build the shards without it',
    })
  }
  const { findChromium } = await import('../pdf/find-chromium.ts')
  return { chromium: await findChromium(findSetting('chromiumPath', config).value) }
}

function settingsOf(config: Config) {
  const url = findSetting('databaseUrl', config).value
  const pool = findSetting('databasePool', config).value
  return { siteUrl: findSetting('siteUrl', config).value, database: url ? { url, pool } : undefined }
}

function times({ schedule, tz }: Flags) {
  return {
    schedule: schedule === undefined ? undefined : cronLine('--schedule', schedule),
    timezone: tz === undefined ? undefined : timeZone('--tz', tz),
  }
}

function summary(result: BuildSummary, shard: string | undefined): string {
  const { pages, htmlBytes, brBytes, imageBytes, failures, problems, notices, slowest, stepMs, pdfs } = result
  const saved = htmlBytes === 0 ? 0 : Math.round((1 - brBytes / htmlBytes) * 100)
  const images = imageBytes === 0 ? '' : `, ${bytes(imageBytes)} images`
  const taken = Object.entries(stepMs).filter(([step]) => step !== 'pdf' || pdfs)
  const steps = taken.map(([step, ms]) => `${step} ${milliseconds(ms)}`)
  return [
    `${pages} pages, ${bytes(htmlBytes)} html, ${bytes(brBytes)} br (${saved} % saved)${images}`,
    madeOf(result),
    ...(pdfs ? [`${pdfs.files} PDF files, ${pdfs.made} of them made`] : []),
    `time: ${steps.join(', ')}`,
    ...(slowest.length > 0 ? ['slowest:'] : []),
    ...slowest.map(({ address, ms }) => `  ${milliseconds(ms).padStart(8)}  ${address}`),
    ...failures.map(({ address, place, message }) => `failed: ${address}: ${place ? `${place}: ` : ''}${message}`),
    ...problems.map(({ message, hint }) => `left out or as before: ${message}${hint ? ` (${hint})` : ''}`),
    ...notices.map((notice) => `note: ${notice}`),
    outcome(result, shard),
  ].join('\n')
}

function madeOf({ made, pages, published }: BuildSummary): string {
  if (made === 0 && published) return 'nothing has changed'
  return made === pages ? 'all of them made' : `${made} of them made, the others as they were`
}

function outcome({ folder, published, failures }: BuildSummary, shard: string | undefined): string {
  if (published) return `current: ${folder}`
  const failed = `${failures.length} ${failures.length === 1 ? 'page' : 'pages'} failed`
  if (shard === undefined) return `${failed}: the build before stays current; the others are in ${folder}`
  return failures.length === 0 ? `shard ${shard}: ${folder}` : `${failed}: shard ${shard} in ${folder} cannot be merged`
}
