/**
 * What a site and the engine know of each other. A site's `site.ts` has `defineSite(...)` as its default export; its
 * `browser.ts`, if there is one, is what the browser loads. Both are bundled by `enddel build`.
 *
 * Loaders run on the main thread and may fetch; pages run in worker threads, get plain data and return markup.
 */
import type { ComponentChildren, ComponentType } from 'preact'
import type { Category, Product } from '../content/products.ts'
import type { Report, ReportSummary } from '../content/report.ts'
import type { MarketState } from '../market/state.ts'
import { custom, type Freshness, type FreshnessPreset } from './freshness.ts'
import type { PageContext } from './page-context.ts'

export { custom }
export { type PageContext, usePage } from './page-context.ts'
export type { Freshness, FreshnessPreset, MarketState, Report, ReportSummary, Product, Category }
export type { Block, ReportBody, ReportSource, Section } from '../content/report.ts'
export type { BarChart, Chart, DoughnutChart, GaugeChart, LineChart } from '../content/chart.ts'
export type { CoinQuote, GlobalStats, IndexQuote } from '../market/state.ts'
export type { SlotFormat, SlotStyle } from '../live/slot.ts'
export { Live, type LiveProps, useLive } from './live.tsx'
export { formatFigure } from '../live/format.ts'

/** `'/coin/:symbol'` gives `{ symbol: string }`. */
export type Params<Pattern extends string> = Pattern extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name]: string } & Params<`/${Rest}`>
  : Pattern extends `${string}:${infer Name}`
    ? { [K in Name]: string }
    : Record<never, string>

/** Reports in the language of the page; texts fall back to another language where there is no translation. */
export interface Reports {
  /** The newest report, or undefined when there is none. */
  latest(): Promise<Report | undefined>
  get(id: number): Promise<Report | undefined>
  /** Page `page` (from 1), newest first, with the number of reports in all. */
  list(options: { page: number; perPage: number }): Promise<{ items: ReportSummary[]; total: number }>
  /** The `count` newest reports older than `id`. */
  older(id: number, count: number): Promise<ReportSummary[]>
  /** All ids, newest report first. */
  ids(): Promise<number[]>
}

/** The shop's catalogue in the language of the page. */
export interface Products {
  categories(): Promise<Category[]>
  list(options?: { category?: string }): Promise<Product[]>
  get(slug: string): Promise<Product | undefined>
}

export interface LoadContext {
  reports: Reports
  products: Products
  market: MarketState
  locale: string
}

/** Instead of data, a loader may say that there is no such page, or where it is now (a path without the locale). */
export type Elsewhere = { kind: 'not-found' } | { kind: 'redirect'; to: string }

export function notFound(): Elsewhere {
  return { kind: 'not-found' }
}

export function redirect(to: string): Elsewhere {
  return { kind: 'redirect', to }
}

export interface Head {
  title: string
  description?: string
  /** The address search engines should list (a path without the locale), where it is not the page's own. */
  canonicalPath?: string
  /** For pages that should not be listed. */
  noindex?: boolean
  /** `og:type`, such as `article`; `website` unless told. */
  type?: string
  /** Further elements for `<head>`. */
  extra?: ComponentChildren
}

export interface PageProps<Data = unknown> {
  data: Data
  page: PageContext
}

export interface ErrorPageProps {
  page: PageContext
}

/** One kind of page. Make it with {@link route}, which checks the types. */
export interface Route {
  /** Short, unique; it names the route in reports and metrics. */
  id: string
  pattern: string
  /** Other addresses of the same page, such as `/crypto_reports_list?page=:page`. Query names not listed here are ignored. */
  aliases: readonly string[]
  page: ComponentType<PageProps<never>>
  head: (data: never, page: PageContext) => Head
  load: (params: never, ctx: LoadContext) => Promise<unknown> | unknown
  freshness: FreshnessPreset | Freshness
  /** Names under which all pages made from the same thing can be invalidated together. */
  tags: (data: never, params: never) => readonly string[]
  /** Figures the page shows where no `<Live>` can stand, each with how far it may be off: `BTC.price 0.5%`, `fng exact`. */
  prints: ((data: never, params: never) => readonly string[]) | undefined
  /** All params the route has pages for; needed to build all of a route with params. */
  params: ((ctx: LoadContext) => Promise<readonly object[]> | readonly object[]) | undefined
  prerender: 'none' | 'all' | readonly object[]
  /** Built always; other routes only while they are popular enough. */
  always: boolean
  /** Shown in place of the page, with status 500, when it throws; the site's own error page unless told. */
  error: ComponentType<ErrorPageProps> | undefined
}

export interface RouteOptions<Pattern extends string, Data> {
  id: string
  page: ComponentType<PageProps<Data>>
  head: (data: Data, page: PageContext) => Head
  load?: (params: Params<Pattern>, ctx: LoadContext) => Promise<Data | Elsewhere> | Data | Elsewhere
  aliases?: readonly string[]
  freshness?: FreshnessPreset | Freshness
  tags?: readonly string[] | ((data: Data, params: Params<Pattern>) => readonly string[])
  prints?: readonly string[] | ((data: Data, params: Params<Pattern>) => readonly string[])
  params?: (ctx: LoadContext) => Promise<readonly Params<Pattern>[]> | readonly Params<Pattern>[]
  prerender?: 'none' | 'all' | readonly Params<Pattern>[]
  always?: boolean
  error?: ComponentType<ErrorPageProps>
}

/**
 * `route('/coin/:symbol', { id: 'coin', page: Coin, head, load, params, prerender: 'all' })`. A pattern is literal
 * segments and `:names`; where two patterns fit, the literal segment wins. Locales are not part of it.
 */
export function route<const Pattern extends string, Data>(
  pattern: Pattern,
  options: RouteOptions<Pattern, Data>,
): Route {
  const { tags = [], prints } = options
  return {
    id: options.id,
    pattern,
    aliases: options.aliases ?? [],
    page: options.page as Route['page'],
    head: options.head,
    load: options.load ?? (() => ({})),
    freshness: options.freshness ?? 'default',
    tags: typeof tags === 'function' ? tags : () => tags,
    prints: typeof prints === 'function' || !prints ? prints : () => prints,
    params: options.params,
    prerender: options.prerender ?? 'none',
    always: options.always ?? false,
    error: options.error,
  }
}

export interface Site {
  /** The first is the default. With one locale alone, paths carry no language. */
  locales: readonly string[]
  /** What stands around every page: header, footer. It gets the page as `children`. */
  layout: ComponentType<{ children: ComponentChildren; page: PageContext }>
  routes: readonly Route[]
  notFound: { page: ComponentType<ErrorPageProps>; head: (page: PageContext) => Head }
  error: { page: ComponentType<ErrorPageProps>; head: (page: PageContext) => Head }
}

/** The default export of a site's `site.ts`. It is checked when the site is loaded, so that errors can name the file. */
export function defineSite(site: Site): Site {
  return site
}

/** Report HTML with its links inside the site (`/crypto_report/12`) led to this page's language. */
export function localLinks(html: string, page: PageContext): string {
  return html.replace(/(<a href=")(\/[^"]*)/g, (_, before: string, path: string) => before + page.href(path))
}
