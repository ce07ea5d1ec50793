import { type Elsewhere, type LoadContext, notFound, type ReportSummary } from 'enddel'
import { allCoins, coinPath } from './market.ts'

export interface SitemapIndexData {
  parts: { name: string; time: number | null }[]
  /** The languages in which there is news. */
  news: string[]
}

export interface SitemapPage {
  /** Without the language. */
  path: string
  /** When it changed last, where that is known, in milliseconds since 1970. */
  time: number | null
  changes: 'hourly' | 'daily' | 'weekly' | 'monthly'
  priority: number
}

export interface NewsData {
  /** Newest first, all of them written in the language of the map. */
  reports: ReportSummary[]
}

/** In each language, since it has titles. */
export const newsPath = '/sitemap/news.xml'

/**
 * A part may have 50,000 addresses and 50 MB: so many reports are within that in up to 50 languages. They are counted from the
 * oldest on, so that a new one changes the last part alone.
 */
const reportsPerPart = 1_000

export async function loadSitemapIndex(_params: object, { reports }: LoadContext): Promise<SitemapIndexData> {
  const total = (await reports.ids()).length
  const parts: SitemapIndexData['parts'] = [{ name: pagesPart, time: null }]
  for (let part = 1; part <= partsOf(total); part++) {
    const [last] = await reports.dates({ from: Math.min(part * reportsPerPart, total) - 1, count: 1 })
    parts.push({ name: nameOf(part), time: last?.time ?? null })
  }
  const news = new Set((await newReports(reports)).flatMap(({ langs }) => langs))
  return { parts, news: [...news] }
}

export async function loadSitemapPart(
  { part }: { part: string },
  ctx: LoadContext,
): Promise<{ pages: SitemapPage[] } | Elsewhere> {
  if (part === pagesPart) return { pages: await otherPages(ctx) }
  const number = Number(/^reports-([1-9]\d{0,6})\.xml$/.exec(part)?.[1] ?? 0)
  if (number === 0) return notFound()
  const dates = await ctx.reports.dates({ from: (number - 1) * reportsPerPart, count: reportsPerPart })
  if (dates.length === 0) return notFound()
  const pages = dates.map(({ id, time }) => ({ path: `/crypto_report/${id}`, time, ...monthly }))
  return { pages }
}

export async function loadNews(_params: object, { reports, locale }: LoadContext): Promise<NewsData> {
  return { reports: (await newReports(reports)).filter(({ lang }) => lang === locale) }
}

export async function sitemapParts({ reports }: LoadContext): Promise<{ part: string }[]> {
  const parts = Array.from({ length: partsOf((await reports.ids()).length) }, (_, index) => nameOf(index + 1))
  return [pagesPart, ...parts].map((part) => ({ part }))
}

const pagesPart = 'pages.xml'
const monthly = { changes: 'monthly', priority: 0.7 } as const

function nameOf(part: number): string {
  return `reports-${part}.xml`
}

function partsOf(total: number): number {
  return Math.ceil(total / reportsPerPart)
}

/**
 * News services want what is at most two days old, 1,000 addresses of it. Two days before the newest report stand for two days
 * before now: the same reports give the same map, and what is older than they allow they leave out themselves.
 */
async function newReports(reports: LoadContext['reports']): Promise<ReportSummary[]> {
  const { items } = await reports.list({ page: 1, perPage: 1_000 })
  const since = Date.parse(items[0]?.createdAt ?? '') - 2 * 24 * 3600 * 1000
  return items.filter(({ createdAt }) => Date.parse(createdAt) >= since)
}

/** All but the reports, the later pages of their list, which lead to nothing else, and what is empty yet. */
async function otherPages(ctx: LoadContext): Promise<SitemapPage[]> {
  const { reports, products } = ctx
  const [{ items }, categories, all] = await Promise.all([
    reports.list({ page: 1, perPage: 1 }),
    products.categories(),
    products.list(),
  ])
  const [newest] = items
  const time = newest ? Date.parse(newest.createdAt) : null
  const page = (path: string, priority: number, changes: SitemapPage['changes'], time: number | null = null) => {
    return { path, time, changes, priority }
  }
  return [
    page('/', 1, 'daily', time),
    ...(newest ? [page('/crypto_report', 0.9, 'daily', time), page('/crypto_reports_list', 0.8, 'daily', time)] : []),
    page('/market', 0.8, 'hourly'),
    ...allCoins(ctx).map(({ symbol }) => page(coinPath(symbol), 0.6, 'hourly')),
    ...(all.length > 0 ? [page('/shop', 0.6, 'weekly')] : []),
    ...categories.map(({ slug }) => page(`/shop/${slug}`, 0.5, 'weekly')),
    ...all.map(({ slug }) => page(`/product/${slug}`, 0.5, 'weekly')),
  ]
}
