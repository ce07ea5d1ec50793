/** `enddel build`: content and site in, a published build out. Reading down is reading the steps in their order. */
import { mkdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { contentIn } from '../content/content-in.ts'
import { type Content, readContent } from '../content/read-content.ts'
import { createMemoryStore } from '../content/reports.ts'
import { encodeReports } from '../content/snapshot.ts'
import { EnddelError, messageOf } from '../core/errors.ts'
import { createBoard } from '../market/board.ts'
import { snapshotOf } from '../market/figures-of.ts'
import { readSampleMarket } from '../market/sample.ts'
import type { MarketState } from '../market/state.ts'
import { buildFolder, bundleFile, contentFiles, formatVersion, publicFolder } from '../output/layout.ts'
import { hashOf, type ManifestPage } from '../output/manifest.ts'
import { type BuildWriter, createBuildWriter } from '../output/write.ts'
import { createRenderPool } from '../render/pool.ts'
import { checkSite } from '../site/check-site.ts'
import type { Site } from '../site/contract.ts'
import { readPopularity } from '../output/popular.ts'
import type { ContextFor } from '../site/resolve.ts'
import { bundleSite, findEntry } from './bundle.ts'
import { planPages } from './plan.ts'
import { precompress } from './precompress.ts'
import { type PageFailure, pageTimeoutMs, type RenderedAll, renderAll } from './render-all.ts'

export interface BuildOptions {
  site: string
  content: string
  out: string
  /** How many pages to build of the routes that are not built always. */
  popular: number
  threads: number
  brotliQuality: number
  /** Where the site will be (`https://example.com`), for canonical links; empty when not known. */
  siteUrl: string
  onEvent?: (event: BuildEvent) => void
}

export type BuildStep = 'read' | 'bundle' | 'plan' | 'render' | 'publish'

export type BuildEvent =
  | { type: 'step'; step: BuildStep }
  | { type: 'planned'; pages: number }
  | { type: 'page'; address: string; done: number; pages: number }
  | { type: 'failed'; failure: PageFailure }

export interface BuildResult {
  id: string
  folder: string
  /** False when a page failed: the build before stays current. */
  published: boolean
  pages: number
  htmlBytes: number
  brBytes: number
  failures: PageFailure[]
  /** The five slowest pages, rendering and compressing together. */
  slowest: { address: string; ms: number }[]
  stepMs: Record<BuildStep, number>
}

/** Builds all pages; throws an EnddelError, with nothing changed, when content or site cannot be used at all. */
export async function buildSite(options: BuildOptions): Promise<BuildResult> {
  const clock = createStepClock(options)

  clock.start('read')
  const content = await readContent(options.content)
  const market = await readSampleMarket(join(options.content, 'market.json'))
  const sources = { reports: createMemoryStore(content.reports), catalogue: content.catalogue }
  const writer = await createBuildWriter(options.out)

  try {
    clock.start('bundle')
    const assets = { ...(await bundle(writer, options)), siteUrl: options.siteUrl }
    const bundleUrl = pathToFileURL(join(writer.folder, bundleFile)).href
    const site = await loadSite(bundleUrl, options.site)
    await carryContent(writer, content, market)

    clock.start('plan')
    const contextFor: ContextFor = (locale) => ({ ...contentIn(locale, site.locales, sources), market, locale })
    const popularity = await readPopularity(options.out)
    const planned = await planPages(site, contextFor, popularity, options.popular)

    clock.start('render')
    const pool = createRenderPool({
      bundle: bundleUrl,
      assets,
      threads: options.threads,
      maxQueue: Infinity,
      timeoutMs: pageTimeoutMs,
    })
    const board = createBoard()
    board.apply(snapshotOf(market, hashOf(JSON.stringify(market))))
    const parts = { site, contextFor, pool, writer, options, board }
    const rendered = await renderAll(planned, parts).finally(() => pool.close())

    clock.start('publish')
    const { css, js, siteUrl } = assets
    const { brotliQuality } = options
    const published = rendered.failures.length === 0
    const id = await writer.finish(
      {
        format: formatVersion,
        locales: [...site.locales],
        siteUrl,
        brotliQuality,
        css,
        js,
        pages: rendered.pages,
      },
      published,
    )
    return summarise(id, options.out, published, rendered, clock.stop())
  } catch (error) {
    await writer.abandon()
    throw error
  }
}

async function bundle(writer: BuildWriter, { site, brotliQuality }: BuildOptions) {
  const publicPath = join(writer.folder, publicFolder)
  await mkdir(publicPath, { recursive: true })
  const assets = await bundleSite(site, publicPath, join(writer.folder, bundleFile))
  await precompress(publicPath, brotliQuality)
  await writer.adopt(publicFolder)
  await writer.adopt('server')
  return assets
}

/** What serve needs to render the pages that are not built. */
async function carryContent(writer: BuildWriter, content: Content, market: MarketState): Promise<void> {
  const { index, bodies } = encodeReports(content.reports)
  await writer.writeFile(contentFiles.reportIndex, index)
  await writer.writeFile(contentFiles.reportBodies, bodies)
  await writer.writeFile(contentFiles.products, JSON.stringify(content.catalogue))
  await writer.writeFile(contentFiles.market, JSON.stringify(market))
}

async function loadSite(bundleUrl: string, siteFolder: string): Promise<Site> {
  const place = findEntry(siteFolder, 'site') ?? siteFolder
  const loaded = await import(bundleUrl).catch((error: unknown) => {
    throw new EnddelError('E_SITE', `${place}: fails when it is loaded: ${messageOf(error)}`, {
      hint: 'correct it there',
      cause: error,
    })
  })
  return checkSite((loaded as { site: unknown }).site, place)
}

function summarise(
  id: string,
  out: string,
  published: boolean,
  { pages, failures, times }: RenderedAll,
  stepMs: BuildResult['stepMs'],
): BuildResult {
  const sum = (of: (page: ManifestPage) => number) => pages.reduce((total, page) => total + of(page), 0)
  return {
    id,
    folder: relative('', buildFolder(out, id)),
    published,
    pages: pages.length,
    htmlBytes: sum((page) => page.html.bytes),
    brBytes: sum((page) => page.br.bytes),
    failures,
    slowest: times.sort((a, b) => b.ms - a.ms).slice(0, 5),
    stepMs,
  }
}

function createStepClock({ onEvent }: BuildOptions) {
  const stepMs: BuildResult['stepMs'] = { read: 0, bundle: 0, plan: 0, render: 0, publish: 0 }
  let current: { step: BuildStep; since: number } | undefined
  const end = () => {
    if (current) stepMs[current.step] = Math.round(performance.now() - current.since)
  }
  return {
    start(step: BuildStep) {
      end()
      current = { step, since: performance.now() }
      onEvent?.({ type: 'step', step })
    },
    stop() {
      end()
      return stepMs
    },
  }
}
