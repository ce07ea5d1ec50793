/**
 * What a site and the engine know of each other. A site's `site.ts` has `defineSite(...)` as its default export; its
 * `browser.ts`, if there is one, is what the browser loads. Both are bundled by `enddel build`.
 *
 * Loaders run on the main thread and may fetch; pages run in worker threads, get plain data and return markup.
 */
import type { ComponentChildren, ComponentType } from 'preact'
import type { Category, Product } from '../content/products.ts'
import type { Report, ReportSummary } from '../content/report.ts'
import type { ReportDate } from '../content/reports.ts'
import type { MarketState } from '../market/state.ts'
import { custom, type Freshness, type FreshnessPreset } from './freshness.ts'
import type { Lettering } from './lettering.ts'
import type { PageContext } from './page-context.ts'
import type { Route } from './route.ts'

export { custom }
export { type PageContext, usePage } from './page-context.ts'
export {
  document,
  type DocumentOptions,
  image,
  type ImageOptions,
  type Route,
  route,
  type RouteOptions,
} from './route.ts'
export type { Lettering, LetterStyle, LetterWeight, LineStyle } from './lettering.ts'
export type { Freshness, FreshnessPreset, MarketState, Report, ReportDate, ReportSummary, Product, Category }
export type { Block, ReportBody, ReportSource, Section } from '../content/report.ts'
export type { BarChart, Chart, DoughnutChart, GaugeChart, LineChart } from '../content/chart.ts'
export type { CoinQuote, GlobalStats, IndexQuote } from '../market/state.ts'
export type { Since, SlotFormat, SlotStyle } from '../live/slot.ts'
export { bindingOf, Live, type LiveProps, useLive } from './live.tsx'
export { formatFigure } from '../live/format.ts'

/** Reports in the language of the page; texts fall back to another language where there is no translation. */
export interface Reports {
  /** The newest report, or undefined when there is none. */
  latest(): Promise<Report | undefined>
  get(id: number): Promise<Report | undefined>
  /** Page `page` (from 1), newest first, with the number of reports in all. */
  list(options: { page: number; perPage: number }): Promise<{ items: ReportSummary[]; total: number }>
  /** The `count` newest reports older than `id`. */
  older(id: number, count: number): Promise<ReportSummary[]>
  /** The `count` reports that came next after `id`, oldest first. */
  newer(id: number, count: number): Promise<ReportSummary[]>
  /** All ids, newest report first. */
  ids(): Promise<number[]>
  /** Of `count` reports from the `from`-th on (from 0), oldest first: no text is read, so all of them may be asked for. */
  dates(options: { from: number; count: number }): Promise<ReportDate[]>
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
  /** What stands for the page where it is shared. */
  image?: HeadImage
  /** What the page says to machines (schema.org), each in a script of its own that is data and never runs. */
  jsonLd?: readonly object[]
  /** Further elements for `<head>`. */
  extra?: ComponentChildren
}

export interface HeadImage {
  /** An address on the site, with its language where it has one: `/en/share/12.png`. */
  path: string
  alt: string
  width: number
  height: number
}

export interface PageProps<Data = unknown> {
  data: Data
  page: PageContext
}

export interface ImageProps<Data = unknown> extends PageProps<Data> {
  lettering: Lettering
}

export interface ErrorPageProps {
  page: PageContext
}

export interface Site {
  /** What the site is called where its pages are shared. */
  name?: string
  /** The first is the default. With one locale alone, paths carry no language. */
  locales: readonly string[]
  /** What stands around every page: header, footer. It gets the page as `children`. */
  layout: ComponentType<{ children: ComponentChildren; page: PageContext }>
  routes: readonly Route[]
  /**
   * Browsers that can may render a page of the site ahead when its link is about to be followed; unless told, all pages.
   * `except` has paths without the locale, such as `/print/*`.
   */
  speculation?: boolean | { except: readonly string[] }
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
