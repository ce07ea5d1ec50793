/** A build loaded for serving. Loading checks every byte; a release is never changed afterwards, only replaced. */
import { open } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { contentIn } from '../content/content-in.ts'
import { parseCatalogue } from '../content/catalogue.ts'
import { createSnapshotStore } from '../content/snapshot.ts'
import { parseMarket } from '../market/sample.ts'
import { bundleFile, contentFiles } from '../output/layout.ts'
import type { Current } from '../output/current.ts'
import { type Build, openBuild } from '../output/read.ts'
import { createRenderPool, type RenderPool } from '../render/pool.ts'
import { addressOf } from '../site/address.ts'
import type { Site } from '../site/contract.ts'
import { createMatcher, type Matcher } from '../site/match.ts'
import type { ContextFor } from '../site/resolve.ts'
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
  const { hot, damaged } = await loadPages(build)
  const site = await loadSite(build)
  const { contextFor, closeContent } = await loadContent(build)
  const files = await loadFiles(out, build, current.previous)
  const { css, js, siteUrl } = manifest
  const pool = createRenderPool({
    bundle: bundleUrl(build),
    assets: { css, js, siteUrl },
    threads: options.renderThreads,
    maxQueue: options.renderQueue,
    timeoutMs: options.renderTimeoutMs,
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
    files,
    errorPage(status, locale) {
      const page = hot.get(addressOf(`/${status}`, locale, manifest.locales))
      if (!page) throw new Error(`the build has no ${status} page in ${locale}`)
      return page
    },
    use: users.use,
    async close() {
      await users.gone()
      await pool.close()
      await closeContent()
    },
  }
}

async function loadPages(build: Build) {
  const hot = new Map<string, ReadyPage>()
  const damaged: string[] = []
  for (const page of build.manifest.pages) {
    const bytes = await build.readPage(page).catch(() => undefined)
    if (bytes) hot.set(page.address, await makeReady({ ...page, ...bytes }))
    else damaged.push(page.address)
  }
  return { hot, damaged }
}

/** The bundle is checked before it is run, and loaded once for each content, however many builds carry it. */
async function loadSite(build: Build): Promise<Site> {
  await build.readFile(bundleFile)
  const { site } = (await import(bundleUrl(build))) as { site: Site }
  return site
}

function bundleUrl(build: Build): string {
  return pathToFileURL(build.pathOf(bundleFile)).href
}

async function loadContent(build: Build) {
  const text = async (file: string) => (await build.readFile(file)).toString()
  await build.readFile(contentFiles.reportBodies)
  const bodies = await open(build.pathOf(contentFiles.reportBodies))
  const sources = {
    reports: createSnapshotStore(await text(contentFiles.reportIndex), bodies, build.pathOf(contentFiles.reportIndex)),
    catalogue: parseCatalogue(await text(contentFiles.products), build.pathOf(contentFiles.products)),
  }
  const market = parseMarket(await text(contentFiles.market), build.pathOf(contentFiles.market))
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
