import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { EnddelError } from '../core/errors.ts'
import { Lines } from '../core/lines.ts'
import { fileNamesOf } from '../output/file-name.ts'
import { buildFolder, formatVersion, packsFolder, pagesFile, pagesFolder } from '../output/layout.ts'
import { type Manifest, parsePage } from '../output/manifest.ts'
import { sweep } from '../output/sweep.ts'
import { fewFiles, syncFiles } from '../output/sync-files.ts'
import type { BuildWriter } from '../output/write.ts'
import type { Site } from '../site/contract.ts'
import type { BuildOptions, BuildSummary } from './build.ts'
import type { GatheredReports } from './gather-reports.ts'
import type { Surroundings } from './look-around.ts'
import type { MadePages } from './make-pages.ts'
import type { MadePdfs } from './make-pdfs.ts'
import type { OlderBuild, Versions } from './older-build.ts'
import type { ProvidedBundle } from './provide-bundle.ts'
import { writeSeen } from './seen.ts'
import type { StepClock } from './step-clock.ts'
import type { BuildTotals } from './totals.ts'

export interface ToPublish {
  options: BuildOptions
  site: Site
  bundle: ProvidedBundle
  reports: GatheredReports
  versions: Versions
  made: MadePages
  /** Undefined in builds without. */
  pdfs: MadePdfs | undefined
  around: Surroundings
  older: OlderBuild | undefined
}

/** Gives the build its place. It becomes current unless a page failed; what it saw is remembered for the next one. */
export async function publish(writer: BuildWriter, all: ToPublish, clock: StepClock): Promise<BuildSummary> {
  const { out } = all.options
  const { totals, failures } = all.made
  const published = failures.length === 0
  const id = await writer.finish(await settleFiles(writer, all), published)

  if (published) await remember(id, all, totals)
  return { ...totals, id, folder: relative('', buildFolder(out, id)), published, ...factsOf(all), stepMs: clock.stop() }
}

/** Makes what was written beside the build's own folder safe. Returns what the manifest says but for its files. */
export async function settleFiles(writer: BuildWriter, all: ToPublish): Promise<Omit<Manifest, 'files'>> {
  const { options, site, bundle, reports, made } = all
  const { out, siteUrl } = options
  const { packs, problems } = reports
  const packFiles = reports.written.map((name) => join(packsFolder(out), name))
  const areMany = made.files.length + packFiles.length > fewFiles
  const pages = areMany ? pageFilesIn(join(writer.folder, pagesFile)) : made.files
  await syncFiles(out, inFolder(pagesFolder(out), pages, packFiles), areMany)
  const { css, js } = bundle
  const locales = [...site.locales]
  return { format: formatVersion, locales, siteUrl, css, js, packs, problems }
}

function* inFolder(folder: string, files: Iterable<string>, others: readonly string[]): Generator<string> {
  for (const file of files) yield join(folder, file)
  yield* others
}

/** The files of all pages, those that were there before too. */
function* pageFilesIn(file: string): Generator<string> {
  for (const line of new Lines(readFileSync(file))) {
    yield* fileNamesOf(parsePage(line))
  }
}

/** Of the summary. */
export function factsOf({ options, site, made: { made, failures, slowest }, pdfs, reports }: ToPublish) {
  const problems = [...reports.problems, ...(pdfs?.problems ?? [])]
  const ofPdfs = pdfs && { pdfs: { files: pdfs.files, made: pdfs.made } }
  return { made, failures, ...ofPdfs, problems, notices: noticesOf(site, options), slowest }
}

function noticesOf({ routes }: Site, { siteUrl, pdf }: BuildOptions): string[] {
  if (siteUrl !== '') return []
  const remedy = 'need whole addresses: set SITE_URL, such as https://example.com'
  const hasDocuments = routes.some(({ kind }) => kind === 'document')
  return [...(hasDocuments ? [`feeds and sitemaps ${remedy}`] : []), ...(pdf ? [`links in PDF files ${remedy}`] : [])]
}

/** It only makes the next build faster: this one is current without it. */
async function remember(build: string, all: ToPublish, totals: BuildTotals): Promise<void> {
  const { options, bundle, reports, made, pdfs, around, older } = all
  const { options: version, products, market, popular } = around
  // Unknown when the last build that counted them is not the one before.
  const before = around.seen?.unused ?? (older ? Infinity : 0)
  const unused = before + 2 * replacedPages(older, totals.pages - made.made)
  const isSwept = unused > Math.max(fewUnused, 2 * totals.pages)
  if (isSwept) await sweep(options.out)
  const seen = {
    ...{ build, options: version, site: bundle.files, products, market, popular, totals },
    ...{ reports: reports.seen, problems: reports.problems },
    isFetching: made.isFetching || (pdfs?.problems.length ?? 0) > 0,
    unused: isSwept ? 0 : unused,
  }
  await writeSeen(options.out, seen).catch((error: unknown) => {
    if (!(error instanceof EnddelError)) throw error
  })
}

/** Below this it is not worth while to look for what is no longer used. */
const fewUnused = 1_000

function replacedPages(older: OlderBuild | undefined, kept: number): number {
  return older ? older.pages.size - kept : 0
}
