import type { ReportLines } from '../content/report-lines.ts'
import type { Pack, PackedDraft } from '../content/report-packs.ts'
import type { ManifestPage } from '../output/manifest.ts'
import type { DocumentAssets } from '../site/document-assets.ts'

/** What a thread of a build is given when it starts. */
export interface BuildThreadSetup {
  out: string
}

export type BuildTask = { kind: 'pack'; drafts: PackedDraft[] } | { kind: 'page'; task: PageTask; reading: PageReading }

/** What all pages of a build are made from. */
export interface PageReading {
  /** The folder of the build that grows: its bundle and content are there before the first page is made. */
  draft: string
  /** Hash of the bundle: a thread loads it once, in whatever build it comes. */
  bundle: string
  /** The site's folder, for the places of failures. */
  site: string
  assets: DocumentAssets
  reports: ReportLines
}
export type TaskResult = Pack | PageResult

export interface PageTask {
  address: string
  /** Id of the route, `not-found` or `error`. */
  route: string
  locale: string
  /** Without the locale. */
  path: string
  params: Record<string, string>
  status: 200 | 404 | 500
  quality: number
  before: PageBefore | undefined
}

/** The page as the build before has it. */
export interface PageBefore {
  page: ManifestPage
  /** See {@link PageInputs}; undefined when the same data need not give the same page, since something else has changed. */
  data: string | undefined
}

export type PageResult =
  | { kind: 'made'; line: string; inputs: PageInputs; quality: number; files: string[]; ms: number }
  | { kind: 'same'; inputs: PageInputs }
  | { kind: 'failed'; failure: PageFailure }

/** What a page was made from. */
export interface PageInputs {
  /** Hash of what its loader gave. */
  data: string
  /** What the loader read: see content/report-reads.ts; `products` and `market` stand for all of these. */
  reads: string[]
  /** It was fetched, so that nobody knows whether it has changed. */
  isFetched: boolean
}

/** A page that could not be built; `place` is the site's file and line, when they are known. */
export interface PageFailure {
  address: string
  message: string
  place: string | undefined
}
