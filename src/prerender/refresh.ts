import type { ReportSource } from '../content/report-source.ts'
import { EnddelError } from '../core/errors.ts'
import { readCurrent } from '../output/current.ts'
import { holdOut } from '../output/hold-out.ts'
import type { BuildSummary } from './build.ts'
import type { BuildThreads } from './build-threads.ts'
import { currentGround } from './current-ground.ts'
import { hasSameReports, type Surroundings } from './look-around.ts'
import { makeBuild } from './make-build.ts'
import { hasPdfs } from './make-pdfs.ts'
import { openOlderBuild } from './older-build.ts'
import { readSeen } from './seen.ts'
import { createStepClock } from './step-clock.ts'

/**
 * Brings the current build up to the reports that the source has now; its site, products and market stay. Undefined when
 * these are the reports it has. Throws an E_NO_OUTPUT when there is no build to begin with. `stop` ends it early, with nothing
 * changed, if it ends the threads too. `chromium` makes PDF files, if the build has any.
 */
export function refreshReports(
  out: string,
  source: ReportSource,
  threads: BuildThreads,
  stop?: AbortSignal,
  chromium?: string,
): Promise<BuildSummary | undefined> {
  return holdOut(out, { stop }, () => refresh(out, source, threads, stop, chromium))
}

async function refresh(
  out: string,
  source: ReportSource,
  threads: BuildThreads,
  stop: AbortSignal | undefined,
  chromium: string | undefined,
): Promise<BuildSummary | undefined> {
  const current = await readCurrent(out)
  const read = await readSeen(out)
  const seen = read && read.build === current?.build ? read : undefined
  const listing = await source.list()
  if (seen && hasSameReports(seen, listing)) return undefined

  const older = await openOlderBuild(out)
  if (!older) {
    throw new EnddelError('E_NO_OUTPUT', `${out}: has no build that can be used`, { hint: 'run `enddel build` first' })
  }
  const around = { ...(seen ?? nothingSeen), seen, listing }
  const { siteUrl } = older.build.manifest
  const options = {
    ...{ site: '', content: '', out, popular: Infinity, threads: threads.count, brotliQuality: 5, siteUrl },
    pdf: hasPdfs(older.build) ? { chromium } : undefined,
    ...(stop && { stop }),
  }
  const clock = createStepClock(() => stop?.throwIfAborted())
  return makeBuild(options, currentGround(older, around.site), source, around, clock, threads)
}

/** Unknown where another machine built: then the next build there bundles anew. */
const nothingSeen: Omit<Surroundings, 'seen' | 'listing'> = {
  options: '',
  site: { files: {}, modules: [], version: '' },
  products: ['', ''],
  market: ['', ''],
  popular: ['', ''],
}
