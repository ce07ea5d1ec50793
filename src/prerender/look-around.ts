import { join } from 'node:path'
import { shortHash } from '../core/short-hash.ts'
import type { ReportListing, ReportSource } from '../content/report-source.ts'
import { version } from '../core/version.ts'
import { readCurrent } from '../output/current.ts'
import { formatVersion, popularFile } from '../output/layout.ts'
import type { BuildOptions } from './build.ts'
import { lookAt, readSeen, type Seen, type SeenFile } from './seen.ts'
import { lookAtSite, type SiteFiles } from './site-files.ts'

/** All that a build depends on, by stamp and hash, beside what the build before saw of it. */
export interface Surroundings {
  /** Of the current build; undefined when that was made elsewhere, or all is to be built. */
  seen: Seen | undefined
  listing: ReportListing
  options: string
  site: SiteFiles
  products: SeenFile
  market: SeenFile
  popular: SeenFile
}

export async function lookAround(options: BuildOptions, source: ReportSource): Promise<Surroundings> {
  const { out, content, site, isForced } = options
  const current = await readCurrent(out)
  const read = isForced ? undefined : await readSeen(out)
  const seen = read && read.build === current?.build ? read : undefined
  return {
    seen,
    listing: await source.list(),
    options: await optionsVersion(options),
    site: lookAtSite(site, seen?.site),
    products: lookAt(join(content, 'products.json'), seen?.products),
    market: lookAt(join(content, 'market.json'), seen?.market),
    popular:
      Number.isFinite(options.popular) || options.brotliQuality === 'auto'
        ? lookAt(popularFile(out), seen?.popular)
        : ['', ''],
  }
}

/** Whether a build now would be the one that is current. */
export function isAsSeen({ seen, listing, ...now }: Surroundings): boolean {
  if (!seen || seen.isFetching || !hasSameReports(seen, listing)) return false
  const hashes = (all: Omit<Surroundings, 'seen' | 'listing'>) =>
    [all.options, all.site.version, all.products[1], all.market[1], all.popular[1]].join()
  return hashes(now) === hashes(seen)
}

export function hasSameReports({ reports }: Pick<Seen, 'reports'>, { drafts, problems }: ReportListing): boolean {
  return (
    problems.length === 0 &&
    drafts.length === Object.keys(reports).length &&
    drafts.every(({ slug, stamp }) => Object.hasOwn(reports, slug) && reports[slug]![0] === stamp)
  )
}

async function optionsVersion(options: BuildOptions): Promise<string> {
  const { zlib, brotli } = process.versions
  const { popular, brotliQuality, content, database, pdf } = options
  const chosen = [popular, brotliQuality, content, database?.url, pdf !== undefined]
  return shortHash(JSON.stringify([await engineVersion(options), zlib, brotli, ...chosen]))
}

/** What may give other pages from the same site and content: numbers and dates are written by ICU, in the machine's zone. */
export async function engineVersion({ siteUrl }: Pick<BuildOptions, 'siteUrl'>): Promise<string> {
  const { node, icu } = process.versions
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return shortHash(JSON.stringify([await version(), formatVersion, node, icu, zone, siteUrl]))
}
