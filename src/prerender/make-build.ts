/** How a build is made: reading down is reading the steps in their order. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { contentIn } from '../content/content-in.ts'
import type { ReportSource } from '../content/report-source.ts'
import { createSnapshot, readPartNow } from '../content/snapshot.ts'
import { EnddelError, messageOf } from '../core/errors.ts'
import { keepHeapsLean } from '../core/lean-heap.ts'
import { bundleFile, contentFiles, inputsFile, packsFolder, pagesFile } from '../output/layout.ts'
import { hashOf } from '../output/manifest.ts'
import { type BuildWriter, createBuildWriter } from '../output/write.ts'
import { checkSite } from '../site/check-site.ts'
import type { Site } from '../site/contract.ts'
import { documentAssets } from '../site/document-assets.ts'
import type { ContextFor } from '../site/resolve.ts'
import type { BuildOptions, BuildSummary } from './build.ts'
import type { PageFailure } from './build-task.ts'
import type { BuildThreads } from './build-threads.ts'
import { type GatheredReports, gatherReports, type ReportsBefore } from './gather-reports.ts'
import type { Ground, OtherContent } from './ground.ts'
import type { Surroundings } from './look-around.ts'
import { makePages, pageTasks } from './make-pages.ts'
import { type MadePdfs, makePdfs } from './make-pdfs.ts'
import { encodeVersions, type OlderBuild, openOlderBuild, type Versions } from './older-build.ts'
import { publish } from './publish.ts'
import { leaveShard, shareOf } from './shard-build.ts'
import { findEntry } from './site-entry.ts'
import type { StepClock } from './step-clock.ts'

/** Makes what has changed; throws an EnddelError, with nothing changed, when content or site cannot be used at all. */
export async function makeBuild(
  options: BuildOptions,
  ground: Ground,
  source: ReportSource,
  around: Surroundings,
  clock: StepClock,
  threads: BuildThreads,
): Promise<BuildSummary> {
  const content = await ground.content()
  const older = await openOlderBuild(options.out, options.shard !== undefined)
  const writer = await createBuildWriter(options.out)
  try {
    clock.start('bundle')
    const bundle = await ground.bundle(writer, older)
    const site = await loadSite(join(writer.folder, bundleFile), options.site)
    const versions = await ground.versions(site, bundle)
    const assets = { ...documentAssets(site, bundle, options.siteUrl), hasPdf: options.pdf !== undefined }
    clock.start('reports')
    const before = options.isForced ? undefined : reportsBefore(older, versions, around)
    if (!before || around.listing.drafts.length > manyReports) keepHeapsLean()
    const reports = await gather(source, around, before, threads)
    await carryContent(writer, reports, content)

    clock.start('pages')
    const contextFor = contextOf(site, reports, content, options)
    const tasks = pageTasks(await ground.plan(site, contextFor, older), site)
    const { index } = reports
    const hash = hashOf(await readFile(join(writer.folder, bundleFile)))
    const reading = { draft: writer.folder, bundle: hash, site: options.site, assets, reports: index.lines }
    const [pages, inputs] = [await writer.openLines(pagesFile), await writer.openLines(inputsFile)]
    inputs.append(encodeVersions(versions))
    const made = await makePages(
      shareOf(tasks, options.shard),
      { ...versions, index, older, isForced: options.isForced ?? false },
      {
        make: (task) => threads.makePage(task, reading),
        lanes: threads.count * pagesPerThread,
        ...{ pages, inputs, ...progressOf(options) },
      },
    )
    pages.close()
    inputs.close()

    let pdfs: MadePdfs | undefined
    if (options.pdf && made.failures.length === 0) {
      clock.start('pdf')
      pdfs = await makePdfs(writer, { site, tasks, older: older?.build, options })
    }

    clock.start('publish')
    const all = { options, site, bundle, reports, versions, made, pdfs, around, older }
    if (options.shard) return await leaveShard(writer, options.shard, tasks, all, clock)
    return await publish(writer, all, clock)
  } catch (error) {
    await writer.abandon()
    throw error
  }
}

/** Enough for a thread to have the next ones when it has made some. */
const pagesPerThread = 64
/** A thread writes one pack and has the next one waiting. */
const packsPerThread = 2

/** From here on what is kept of each report is more than all else. */
const manyReports = 20_000

/** What another version of the engine has parsed is parsed anew. */
function reportsBefore(
  older: OlderBuild | undefined,
  { engine }: Versions,
  { seen }: Surroundings,
): ReportsBefore | undefined {
  if (older?.versions.engine !== engine) return undefined
  return { index: older.index, problems: older.build.manifest.problems, seen: seen?.reports ?? {} }
}

function gather(
  source: ReportSource,
  { listing }: Surroundings,
  older: ReportsBefore | undefined,
  { pack, count }: BuildThreads,
): Promise<GatheredReports> {
  return gatherReports({ source, listing, older, pack, lanes: count * packsPerThread })
}

/** What the threads load from, and serve for the pages that are not built. */
async function carryContent(writer: BuildWriter, { index }: GatheredReports, content: OtherContent): Promise<void> {
  const lines = await writer.openLines(contentFiles.reports)
  for (let position = 0; position < index.size; position++) lines.append(index.lineAt(position))
  lines.close()
  await writer.writeFile(contentFiles.products, JSON.stringify(content.catalogue))
  await writer.writeFile(contentFiles.market, JSON.stringify(content.market))
}

/** What the params of routes are made from. */
function contextOf(
  site: Site,
  { index }: GatheredReports,
  { catalogue, market }: OtherContent,
  { out }: BuildOptions,
): ContextFor {
  const sources = { reports: createSnapshot(index, packsFolder(out), readPartNow), catalogue }
  return (locale) => ({ ...contentIn(locale, site.locales, sources), market, locale })
}

async function loadSite(bundlePath: string, siteFolder: string): Promise<Site> {
  const place = findEntry(siteFolder, 'site') ?? siteFolder
  const loaded = await import(pathToFileURL(bundlePath).href).catch((error: unknown) => {
    throw new EnddelError('E_SITE', `${place}: fails when it is loaded: ${messageOf(error)}`, {
      hint: 'correct it there',
      cause: error,
    })
  })
  return checkSite((loaded as { site: unknown }).site, place)
}

function progressOf({ onEvent }: BuildOptions) {
  let done = 0
  let pages = 0
  return {
    onPlanned(counts: { pages: number; toMake: number }) {
      pages = counts.toMake
      onEvent?.({ type: 'planned', ...counts })
    },
    onMade(address: string, failure: PageFailure | undefined) {
      if (failure) onEvent?.({ type: 'failed', failure })
      onEvent?.({ type: 'page', address, done: ++done, pages })
    },
  }
}
