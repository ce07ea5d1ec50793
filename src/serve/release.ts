/** A build loaded for serving. Loading checks every byte; a release is never changed afterwards, only replaced. */
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { contentIn } from '../content/content-in.ts'
import { parseCatalogue } from '../content/catalogue.ts'
import type { StoredCatalogue } from '../content/products.ts'
import { readIndex } from '../content/report-index.ts'
import { createSnapshot, readPartLater } from '../content/snapshot.ts'
import { within } from '../core/lifecycle.ts'
import type { Board } from '../market/board.ts'
import type { MarketChange } from '../market/figure.ts'
import { snapshotOf } from '../market/figures-of.ts'
import { createMarketView, type MarketMode } from '../market/market-view.ts'
import { parseMarket } from '../market/sample.ts'
import { bundleFile, contentFiles, packsFolder, pdfsFile, shellFile } from '../output/layout.ts'
import type { Current } from '../output/current.ts'
import { hashOf, type ManifestPage } from '../output/manifest.ts'
import { readPopularity } from '../output/popular.ts'
import { type Build, openBuild } from '../output/read.ts'
import type { Shell } from '../render/dress.ts'
import { createRenderPool, type RenderPool } from '../render/pool.ts'
import type { Site } from '../site/contract.ts'
import { documentAssets } from '../site/document-assets.ts'
import { createMatcher, type Matcher } from '../site/match.ts'
import { type ContextFor, errorSpec } from '../site/resolve.ts'
import { type ReadyFile, readPublicFiles } from './ready-file.ts'
import { createHotTable, type HotTable } from './hot-table.ts'
import type { ProductSource } from './products/product-source.ts'
import { builtItem, pathOf, placeOf } from './built-page.ts'
import { ReadyPage } from './ready-page.ts'

export interface Release {
  id: string
  locales: readonly string[]
  /** What tells a report from an earlier state of it, by id, newest first. */
  reports: ReadonlyMap<number, string>
  /** When the build became current, in microseconds since 1970: later invalidations concern its pages. */
  version: number
  /** The pages that are answered at once: of the build the most popular, and those promoted since. */
  hot: HotTable
  /** All pages of the build by address. */
  built: ReadonlyMap<string, ManifestPage>
  /** Reads a page of the build from the disk; undefined when it is not what the build wrote: then it is to be rendered. */
  readBuilt(page: ManifestPage): Promise<ReadyPage | undefined>
  /** Built pages that were found to be damaged. */
  damaged: readonly string[]
  /** Reports that the build left out, or has as they were before. */
  quarantined: readonly { slug: string; message: string }[]
  match: Matcher
  contextFor: ContextFor
  /** Undefined when the products of the build serve. */
  products: ProductSource | undefined
  pool: RenderPool
  renderTimeoutMs: number
  /** The files of this build and, for pages still open in browsers, of the builds before it. */
  files: ReadonlyMap<string, ReadyFile>
  errorPage(status: 404 | 500, locale: string): ReadyPage
  /** Requests that use this release; it is closed when a newer one has replaced it and the last has left. */
  use<Result>(work: () => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

export interface ReleaseOptions {
  renderThreads: number
  /** Whether each of them may have a core of its own. */
  hasCores: boolean
  renderQueue: number
  renderTimeoutMs: number
  /** For pages that are answered at once. */
  hotBytes: number
  market: MarketMode
  board: Board
  /** Gets the dated figures of the build. */
  showSnapshot(snapshot: MarketChange): void
  /** Undefined: the products of the build serve. */
  openProducts: ((catalogue: StoredCatalogue) => ProductSource) | undefined
}

/** Pages that are as they were in the release `before` are taken from there. */
export async function loadRelease(
  out: string,
  current: Current,
  options: ReleaseOptions,
  before?: Release,
): Promise<Release> {
  const build = await openBuild(out, current.build)
  const { manifest } = build
  const { board } = options
  const pages = createBuiltPages(build, board, before)
  const version = current.since * 1000
  const hot = createHotTable(options.hotBytes)
  await loadHot(hot, pages, build, version, await readPopularity(out).catch(() => new Map<string, number>()))
  const errorPages = await loadErrorPages(build, board)
  const site = await loadSite(build)
  const files = await loadFiles(out, build, current.previous)
  const { contextFor, products, reports } = await loadContent(out, build, options)
  const { styles, ...shell } = JSON.parse(String(await build.readFile(shellFile))) as Shell
  const pool = createRenderPool({
    bundle: bundleUrl(build),
    assets: {
      ...documentAssets(site, { ...manifest, ...shell }, manifest.siteUrl),
      hasPdf: Object.hasOwn(manifest.files, pdfsFile),
    },
    styles,
    threads: options.renderThreads,
    isAhead: options.hasCores,
    maxQueue: options.renderQueue,
    timeoutMs: options.renderTimeoutMs,
  })
  await mendErrorPages(errorPages, manifest.locales, pool, board).catch(async (error: unknown) => {
    await pool.close()
    await products?.close()
    throw error
  })
  const users = createUsers()

  return {
    id: build.id,
    version,
    locales: manifest.locales,
    reports,
    hot,
    ...pages,
    quarantined: manifest.problems,
    match: createMatcher(site.routes),
    contextFor,
    products,
    pool,
    renderTimeoutMs: options.renderTimeoutMs,
    files,
    errorPage(status, locale) {
      const page = errorPages.get(`${status} ${locale}`)
      if (!page) throw new Error(`the build has no ${status} page in ${locale}`)
      return page
    },
    use: users.use,
    async close() {
      // A request that never ends must not keep a release for ever.
      await within(options.renderTimeoutMs * 3, users.gone())
      await pool.close()
      await products?.close()
    },
  }
}

function createBuiltPages(build: Build, board: Board, before: Release | undefined) {
  const built = new Map(
    build
      .pages()
      .filter(({ status }) => status === 200)
      .map((page) => [page.address, page]),
  )
  const damaged: string[] = []
  return {
    built,
    damaged,
    async readBuilt(page: ManifestPage): Promise<ReadyPage | undefined> {
      const known = before?.hot.pages.get(page.address)
      if (known && isReadFor(known, page)) return known
      const bytes = await build.readPage(page).catch(() => undefined)
      if (bytes) {
        const ready = new ReadyPage(page.address, { ...page, ...bytes }, board)
        storedAs.set(ready, page)
        return ready
      }
      if (!damaged.includes(page.address)) damaged.push(page.address)
      return undefined
    },
  }
}

/** What the pages were made of that were read from a build; those that were rendered since are not there. */
const storedAs = new WeakMap<ReadyPage, ManifestPage>()

/** Whether a page in memory is what was read for `page`, or would be. */
function isReadFor(ready: ReadyPage, page: ManifestPage): boolean {
  const known = storedAs.get(ready)
  if (known?.html.sha256 !== page.html.sha256 || known.br?.sha256 !== page.br?.sha256) return false
  return isDeepStrictEqual([known.type, known.freshness, known.prints], [page.type, page.freshness, page.prints])
}

/** The most popular pages first, as many as there is room for. */
async function loadHot(
  hot: HotTable,
  { built, readBuilt }: ReturnType<typeof createBuiltPages>,
  { id, manifest: { locales } }: Build,
  version: number,
  popularity: ReadonlyMap<string, number>,
): Promise<void> {
  const hits = ({ address }: ManifestPage) => popularity.get(address) ?? 0
  for (const stored of [...built.values()].sort((a, b) => hits(b) - hits(a))) {
    const page = await readBuilt(stored)
    if (!page) continue
    page.earlierHits = hits(stored)
    const place = placeOf(id, stored.address, pathOf(stored, locales))
    if (!hot.admit({ place, item: builtItem(page, stored, version) })) return
  }
}

async function loadErrorPages(build: Build, board: Board): Promise<Map<string, ReadyPage>> {
  const errorPages = new Map<string, ReadyPage>()
  for (const page of build.pages()) {
    if (page.status === 200) continue
    const bytes = await build.readPage(page).catch(() => undefined)
    if (bytes)
      errorPages.set(`${page.status} ${page.locale}`, new ReadyPage(page.address, { ...page, ...bytes }, board))
  }
  return errorPages
}

/** Error pages are needed when all else fails, so those that are damaged are rendered before the first request. */
async function mendErrorPages(
  errorPages: Map<string, ReadyPage>,
  locales: readonly string[],
  pool: RenderPool,
  board: Board,
): Promise<void> {
  for (const locale of locales) {
    for (const status of [404, 500] as const) {
      if (errorPages.has(`${status} ${locale}`)) continue
      const { page } = await pool.render({ spec: errorSpec(status, locale), brotliQuality: 5 })
      errorPages.set(`${status} ${locale}`, new ReadyPage('', page, board))
    }
  }
}

/** Modules are never freed, so a bundle is loaded once however many builds carry it. */
const loadedSites = new Map<string, Promise<{ site: Site }>>()

/** The bundle is checked before it is run. */
async function loadSite(build: Build): Promise<Site> {
  const hash = hashOf(await build.readFile(bundleFile))
  const loading = loadedSites.get(hash) ?? (import(bundleUrl(build)) as Promise<{ site: Site }>)
  loadedSites.set(hash, loading)
  return (await loading).site
}

function bundleUrl(build: Build): string {
  return pathToFileURL(build.pathOf(bundleFile)).href
}

async function loadContent(
  out: string,
  build: Build,
  { openProducts, market: mode, board, showSnapshot }: ReleaseOptions,
) {
  const text = async (file: string) => (await build.readFile(file)).toString()
  const catalogue = parseCatalogue(await text(contentFiles.products), build.pathOf(contentFiles.products))
  const sampleText = await text(contentFiles.market)
  const sample = parseMarket(sampleText, build.pathOf(contentFiles.market))
  if (mode !== 'demo') showSnapshot(snapshotOf(sample, hashOf(sampleText)))
  const market = createMarketView(sample, mode, board)
  const place = build.pathOf(contentFiles.reports)
  const index = readIndex(await build.readFile(contentFiles.reports), place)
  const reports = index.versions()
  const sources = { reports: createSnapshot(index, packsFolder(out), readPartLater), catalogue }
  const products = openProducts?.(catalogue)
  const { locales } = build.manifest
  const builtIn = new Map(locales.map((locale) => [locale, contentIn(locale, locales, sources)]))
  const contextFor: ContextFor = (locale) => {
    const built = builtIn.get(locale)!
    const shown = products?.productsFor(locale, locales) ?? built.products
    return { reports: built.reports, products: shown, market: market(), locale }
  }
  return { contextFor, products, reports }
}

/** An older build that is gone or damaged takes only its own files along. */
async function loadFiles(out: string, build: Build, previous: readonly string[]): Promise<Map<string, ReadyFile>> {
  const files = await readPublicFiles(build, false)
  for (const id of previous) {
    const older = await openBuild(out, id)
      .then((olderBuild) => readPublicFiles(olderBuild, true))
      .catch(() => new Map<string, ReadyFile>())
    for (const [address, file] of older) if (!files.has(address)) files.set(address, file)
  }
  return files
}

/** Counts who is inside, so that a release can wait for the last. */
function createUsers() {
  let count = 0
  let onEmpty: (() => void) | undefined
  return {
    async use<Result>(work: () => Promise<Result>): Promise<Result> {
      count++
      try {
        return await work()
      } finally {
        if (--count === 0) onEmpty?.()
      }
    },
    gone: () => (count === 0 ? Promise.resolve() : new Promise<void>((resolve) => (onEmpty = resolve))),
  }
}
