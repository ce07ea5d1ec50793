/** `enddel build`: content and site in, a published build out. */
import { join, relative } from 'node:path'
import { createFolderSource } from '../content/folder-source.ts'
import type { ReportProblem, ReportSource } from '../content/report-source.ts'
import { EnddelError } from '../core/errors.ts'
import { holdOut } from '../output/hold-out.ts'
import { buildFolder } from '../output/layout.ts'
import type { Shard } from '../output/shard.ts'
import type { PageFailure } from './build-task.ts'
import type { BuildThreads } from './build-threads.ts'
import { isAsSeen, lookAround } from './look-around.ts'
import type { Seen } from './seen.ts'
import { type BuildStep, createStepClock } from './step-clock.ts'
import type { BuildTotals } from './totals.ts'

export interface BuildOptions {
  site: string
  content: string
  /** Where the reports are when they are not in the content folder. */
  database?: { url: string; pool: number } | undefined
  out: string
  /** How many pages to build of the routes that are not built always. */
  popular: number
  threads: number
  /** From 0 to 11; with `auto` the popular pages have 11, and those of the long tail 5 until there is more time. */
  brotliQuality: number | 'auto'
  /** Where the site will be (`https://example.com`), for canonical links; empty when not known. */
  siteUrl: string
  /** PDF files are made too, by this program; where there is none, those that have changed are left out. */
  pdf?: { chromium: string | undefined } | undefined
  /** Makes everything anew, whatever is there. */
  isForced?: boolean
  /** Makes this share of the pages alone, for `enddel merge`; nothing is published. */
  shard?: Shard
  /** Ends the build early, with an E_STOPPED and nothing changed. */
  stop?: AbortSignal
  onEvent?: (event: BuildEvent) => void
}

export type BuildEvent =
  /** Another build is at work in the same folder. */
  | { type: 'waiting' }
  | { type: 'step'; step: BuildStep }
  | { type: 'planned'; pages: number; toMake: number }
  | { type: 'page'; address: string; done: number; pages: number }
  | { type: 'failed'; failure: PageFailure }

export interface BuildSummary extends BuildTotals {
  id: string
  folder: string
  /** False when a page failed, and for a shard: the build before stays current. */
  published: boolean
  /** Pages that were made; the others are as they were in the build before. */
  made: number
  failures: PageFailure[]
  /** Of the PDF files, in builds that have them. */
  pdfs?: { files: number; made: number }
  /** Reports that are left out, or as they were before, and PDF files that could not be made. */
  problems: ReportProblem[]
  /** What is no failure, but should be known. */
  notices: string[]
  /** The five slowest pages, rendering and compressing together. */
  slowest: { address: string; ms: number }[]
  stepMs: Record<BuildStep, number>
}

/** Builds what has changed, with threads of its own unless some are `lent`; throws an EnddelError, with nothing changed, when content or site cannot be used at all. */
export async function buildSite(options: BuildOptions, lent?: BuildThreads): Promise<BuildSummary> {
  const { out, stop, onEvent } = options
  const onWait = () => onEvent?.({ type: 'waiting' })
  const source = await openSource(options)
  try {
    return await holdOut(out, { stop, onWait }, () => buildFrom(source, options, lent))
  } catch (error) {
    throw stop?.aborted ? new EnddelError('E_STOPPED', 'the build was stopped', { cause: error }) : error
  } finally {
    await source.close()
  }
}

async function openSource({ content, database }: BuildOptions): Promise<ReportSource> {
  if (!database) return createFolderSource(join(content, 'reports'))
  const [{ openDatabase }, { createPostgresSource }] = await Promise.all([
    import('../content/postgres/database.ts'),
    import('../content/postgres/source.ts'),
  ])
  return createPostgresSource(openDatabase(database.url, { pool: database.pool }))
}

async function buildFrom(source: ReportSource, options: BuildOptions, lent?: BuildThreads): Promise<BuildSummary> {
  const clock = createStepClock((step) => {
    options.stop?.throwIfAborted()
    options.onEvent?.({ type: 'step', step })
  })
  clock.start('read')
  const around = await lookAround(options, source)
  if (!options.shard && around.seen && isAsSeen(around)) return nothingToDo(around.seen, options.out, clock.stop())
  // Not before it is needed: to load all of it takes longer than to see that there is nothing to do. Threads first, which
  // load what they need meanwhile.
  const { startBuildThreads } = await import('./build-threads.ts')
  const threads = lent ?? startBuildThreads({ out: options.out }, options.threads, options.stop)
  try {
    const [{ makeBuild }, { folderGround }] = await Promise.all([
      import('./make-build.ts'),
      import('./folder-ground.ts'),
    ])
    return await makeBuild(options, folderGround(options, around), source, around, clock, threads)
  } finally {
    if (!lent) await threads.close()
  }
}

function nothingToDo({ build, totals, problems }: Seen, out: string, stepMs: BuildSummary['stepMs']): BuildSummary {
  const folder = relative('', buildFolder(out, build))
  const nothing = { made: 0, failures: [], notices: [], slowest: [] }
  return { ...totals, ...nothing, id: build, folder, published: true, problems, stepMs }
}
