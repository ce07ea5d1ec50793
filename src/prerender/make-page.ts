import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ContentSources, contentIn } from '../content/content-in.ts'
import { notedReports } from '../content/report-reads.ts'
import { EnddelError } from '../core/errors.ts'
import { storeFile } from '../core/store-file.ts'
import type { Board } from '../market/board.ts'
import type { MarketState } from '../market/state.ts'
import { fileNamesOf, pageFiles } from '../output/file-name.ts'
import { brQualityOf, describeFile, encodePage, hashOf, type ManifestPage } from '../output/manifest.ts'
import { createDress } from '../render/dress.ts'
import { createLettering } from '../render/create-lettering.ts'
import type { Page } from '../render/page.ts'
import { describeFailure, renderPage, type SiteRenderer } from '../render/render.ts'
import type { SiteStyles } from '../render/used-styles.ts'
import type { Elsewhere, LoadContext, Route, Site } from '../site/contract.ts'
import type { DocumentAssets } from '../site/document-assets.ts'
import type { Lettering } from '../site/lettering.ts'
import type { PageSpec } from '../site/page-spec.ts'
import { type ContextFor, errorSpec, resolvePage } from '../site/resolve.ts'
import type { PageInputs, PageResult, PageTask } from './build-task.ts'
import { dataVersion } from './data-version.ts'
import { withFigures } from './with-figures.ts'

/** What the server bundle of a site exports. */
export interface SiteBundle {
  site: Site
  render(spec: PageSpec, assets: DocumentAssets, lettering: Lettering): string
  errorBoundarySpec: SiteRenderer['errorBoundarySpec']
}

export interface PageMakerParts {
  bundle: SiteBundle
  assets: DocumentAssets
  styles: SiteStyles
  sources: ContentSources
  market: MarketState
  /** The figures of the build. */
  board: Board
  /** Where pages are kept. */
  pagesFolder: string
  site: string
  sourceRoot: string
}

export type PageMaker = (task: PageTask) => Promise<PageResult>

/** Loading or rendering one page may take this long. */
export const pageTimeoutMs = 60_000

/** Makes pages, one at a time: loads, renders, compresses and writes them. */
export function createPageMaker(parts: PageMakerParts): PageMaker {
  const { bundle, assets, styles, sources, market, board, pagesFolder, sourceRoot } = parts
  const { locales, routes } = bundle.site
  const routeOf = new Map(routes.map((route) => [route.id, route]))
  const lettering = createLettering()
  const renderer: SiteRenderer = {
    render: (spec) => bundle.render(spec, assets, lettering),
    errorBoundarySpec: bundle.errorBoundarySpec,
    dress: createDress(assets, styles),
  }

  async function load(task: PageTask): Promise<{ spec: PageSpec; inputs: PageInputs }> {
    const { route: id, params, path, locale, status } = task
    if (status !== 200) return { spec: errorSpec(status, locale), inputs: noInputs }
    const route = routeOf.get(id)!
    const contextFor: ContextFor = (locale) => ({ ...contentIn(locale, locales, sources), market, locale })
    const { result, ...noted } = await noting(contextFor, (contextFor) =>
      resolvePage({ route, params, path }, locale, contextFor, board.capture, pageTimeoutMs),
    )
    if (result.kind !== 'page') throw noPage(route, params, result)
    return { spec: result.spec, inputs: { data: dataVersion(result.spec), ...noted } }
  }

  async function make(task: PageTask): Promise<PageResult> {
    const { address, before, quality } = task
    const { spec, inputs } = await load(task)
    const older = before?.page
    if (older && before.data === inputs.data && brQualityOf(older) >= quality)
      return { kind: 'same', inputs: older.live ? withMarket(inputs) : inputs }

    let brQuality = quality
    const rendered = await renderPage(spec, renderer, quality, sourceRoot, (hash) => {
      if (!older || older.hash !== hash || brQualityOf(older) < quality) return undefined
      const kept = readBr(pagesFolder, older)
      if (kept) brQuality = brQualityOf(older)
      return kept
    })
    if (rendered.failure) throw new PageThrew(rendered.failure.message, rendered.failure.location)
    const page = withFigures(rendered.page, board, quality)
    const described = toManifest(address, page, brQuality)
    const files = pageFiles(described)
    storeFile(join(pagesFolder, files.html), page.html)
    if (files.br !== undefined && page.br) storeFile(join(pagesFolder, files.br), page.br)
    return {
      kind: 'made',
      line: encodePage(described),
      inputs: page.live ? withMarket(inputs) : inputs,
      quality: brQualityOf(described),
      files: fileNamesOf(described),
      ms: rendered.ms,
    }
  }

  return (task) =>
    make(task).catch((error: unknown): PageResult => {
      if (error instanceof EnddelError && error.code === 'E_OUT') throw error
      const { message, location } = error instanceof PageThrew ? error : describeFailure(error, sourceRoot)
      const place = location && join(parts.site, location)
      return { kind: 'failed', failure: { address: task.address, message, place } }
    })
}

/** A build holds no redirects: whoever asks for a page that is not in it gets what its loader says then. */
function noPage({ id, prerender }: Route, params: object, found: Elsewhere): Error {
  const isOne = Object.keys(params).length === 0
  const planned = isOne ? '' : ` with ${JSON.stringify(params)}`
  const instead = found.kind === 'redirect' ? `redirects to ${found.to}` : 'finds no page'
  const list = typeof prerender === 'string' ? 'params' : 'prerender'
  const remedy = isOne ? 'let it return a page' : `leave them out of ${list} of the route`
  return new Error(
    `route ${id} is to be built${planned}, but its loader ${instead} (${remedy}, or give the route prerender: 'none')`,
  )
}

/** The figures of the build stand in its slots, whatever its loader read. */
function withMarket(inputs: PageInputs): PageInputs {
  return { ...inputs, reads: [...new Set([...inputs.reads, 'market'])] }
}

const noInputs: PageInputs = { data: '', reads: [], isFetched: false }

/** Notes what a loader reads. A thread makes one page at a time, so that what is fetched meanwhile is fetched for it. */
async function noting<Result>(
  contextFor: ContextFor,
  load: (contextFor: ContextFor) => Promise<Result>,
): Promise<{ result: Result; reads: string[]; isFetched: boolean }> {
  const reads = new Set<string>()
  let isFetched = false
  const { fetch } = globalThis
  globalThis.fetch = (...args) => {
    isFetched = true
    return fetch(...args)
  }
  try {
    const result = await load((locale) => notedContext(contextFor(locale), (read) => reads.add(read)))
    return { result, reads: [...reads], isFetched }
  } finally {
    globalThis.fetch = fetch
  }
}

function notedContext({ reports, products, market, locale }: LoadContext, note: (read: string) => void): LoadContext {
  return {
    reports: notedReports(reports, note),
    get products() {
      note('products')
      return products
    },
    get market() {
      note('market')
      return market
    },
    locale,
  }
}

/** Undefined when it is not there as it was written. */
function readBr(folder: string, page: ManifestPage): Uint8Array | undefined {
  const { br } = pageFiles(page)
  if (br === undefined) return undefined
  try {
    const bytes = readFileSync(join(folder, br))
    return hashOf(bytes) === page.br?.sha256 ? bytes : undefined
  } catch {
    return undefined
  }
}

function toManifest(
  address: string,
  { path: _, live, prints, tags, html, br, ...page }: Page,
  quality: number,
): ManifestPage {
  const files = { html: describeFile(html), ...(br && { br: { ...describeFile(br), quality } }) }
  const optional = { ...(live && { live }), ...(prints.length > 0 && { prints: [...prints] }) }
  return { address, ...page, ...files, ...optional, tags: [...tags] }
}

class PageThrew extends Error {
  readonly location: string | undefined

  constructor(message: string, location: string | undefined) {
    super(message)
    this.location = location
  }
}
