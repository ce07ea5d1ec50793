/** A build loaded for serving. Loading checks every byte; a release is never changed afterwards, only replaced. */
import { open } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { contentIn } from '../content/content-in.ts'
import { parseCatalogue } from '../content/catalogue.ts'
import { createSnapshotStore } from '../content/snapshot.ts'
import { within } from '../core/lifecycle.ts'
import { parseMarket } from '../market/sample.ts'
import { bundleFile, contentFiles } from '../output/layout.ts'
import type { Current } from '../output/current.ts'
import { hashOf } from '../output/manifest.ts'
import { type Build, openBuild } from '../output/read.ts'
import { createRenderPool, type RenderPool } from '../render/pool.ts'
import type { Site } from '../site/contract.ts'
import { createMatcher, type Matcher } from '../site/match.ts'
import { type ContextFor, errorSpec } from '../site/resolve.ts'
import { type ReadyFile, readPublicFiles } from './ready-file.ts'
import { makeReady, type ReadyPage } from './ready-page.ts'

export interface Release {
  id: string
  locales: readonly string[]
  /** All built pages by address. */
  hot: ReadonlyMap<string, ReadyPage>
  /** Built pages that are not what the build wrote: they are rendered on demand. */
  damaged: readonly string[]
  match: Matcher
  contextFor: ContextFor
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
  renderQueue: number
  renderTimeoutMs: number
}

export async function loadRelease(out: string, current: Current, options: ReleaseOptions): Promise<Release> {
  const build = await openBuild(out, current.build)
  const { manifest } = build
  const { hot, errorPages, damaged } = await loadPages(build)
  const site = await loadSite(build)
  const files = await loadFiles(out, build, current.previous)
  const { contextFor, closeContent } = await loadContent(build)
  const { css, js, siteUrl } = manifest
  const pool = createRenderPool({
    bundle: bundleUrl(build),
    assets: { css, js, siteUrl },
    threads: options.renderThreads,
    maxQueue: options.renderQueue,
    timeoutMs: options.renderTimeoutMs,
  })
  await mendErrorPages(errorPages, manifest.locales, pool).catch(async (error: unknown) => {
    await pool.close()
    await closeContent()
    throw error
  })
  const users = createUsers()

  return {
    id: build.id,
    locales: manifest.locales,
    hot,
    damaged,
    match: createMatcher(site.routes),
    contextFor,
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
      await closeContent()
    },
  }
}

async function loadPages(build: Build) {
  const hot = new Map<string, ReadyPage>()
  const errorPages = new Map<string, ReadyPage>()
  const damaged: string[] = []
  for (const page of build.manifest.pages) {
    const bytes = await build.readPage(page).catch(() => undefined)
    if (!bytes) damaged.push(page.address)
    else if (page.status === 200) hot.set(page.address, await makeReady({ ...page, ...bytes }))
    else errorPages.set(`${page.status} ${page.locale}`, await makeReady({ ...page, ...bytes }))
  }
  return { hot, errorPages, damaged }
}

/** Error pages are needed when all else fails, so those that are damaged are rendered before the first request. */
async function mendErrorPages(
  errorPages: Map<string, ReadyPage>,
  locales: readonly string[],
  pool: RenderPool,
): Promise<void> {
  for (const locale of locales) {
    for (const status of [404, 500] as const) {
      if (errorPages.has(`${status} ${locale}`)) continue
      const { page } = await pool.render({ spec: errorSpec(status, locale), brotliQuality: 5 })
      errorPages.set(`${status} ${locale}`, await makeReady(page))
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

async function loadContent(build: Build) {
  const text = async (file: string) => (await build.readFile(file)).toString()
  const catalogue = parseCatalogue(await text(contentFiles.products), build.pathOf(contentFiles.products))
  const market = parseMarket(await text(contentFiles.market), build.pathOf(contentFiles.market))
  const index = await text(contentFiles.reportIndex)
  await build.readFile(contentFiles.reportBodies)
  // Last, so that nothing can fail while it is open.
  const bodies = await open(build.pathOf(contentFiles.reportBodies))
  const sources = { reports: createSnapshotStore(index, bodies, build.pathOf(contentFiles.reportIndex)), catalogue }
  const contextFor: ContextFor = (locale) => ({ ...contentIn(locale, build.manifest.locales, sources), market, locale })
  return { contextFor, closeContent: () => bodies.close() }
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
