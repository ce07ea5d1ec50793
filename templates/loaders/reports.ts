import { type Elsewhere, type LoadContext, notFound, redirect, type Report, type ReportSummary } from 'enddel'
import { reportPath } from '../report-path.ts'

const perPage = 10
const relatedCount = 4
const feedCount = 20

export interface ReportData {
  report: Report
  /** Older reports, newest first. */
  related: ReportSummary[]
  /** The one that came next; none is the newest report's. */
  newer?: ReportSummary | undefined
}

/** Null while there is no report yet. */
export type LatestReportData = ReportData | { report: null }

export interface TwinData {
  report: Report
}

export interface FeedData {
  /** The newest ones, newest first. */
  reports: Report[]
}

export interface LatestData {
  /** The newest ones, newest first, without their texts. */
  reports: ReportSummary[]
}

export interface ReportListData {
  items: ReportSummary[]
  page: number
  pages: number
  perPage: number
  total: number
}

export async function loadLatestReport(_params: object, { reports }: LoadContext): Promise<LatestReportData> {
  const report = await reports.latest()
  return report ? { report, related: await reports.older(report.id, relatedCount) } : { report: null }
}

export async function loadReport({ id }: { id: string }, { reports }: LoadContext): Promise<ReportData | Elsewhere> {
  // Where there is no such file, it is printed from here.
  if (/^\d+\.pdf$/.test(id)) return redirect(`/pdf-template/${Number.parseInt(id, 10)}`)
  const number = readNumber(id)
  if (number === undefined) return notFound()
  if (String(number) !== id) return redirect(reportPath(number))
  const report = await reports.get(number)
  if (!report) return notFound()
  const [related, [newer]] = await Promise.all([reports.older(number, relatedCount), reports.newer(number, 1)])
  return { report, related, newer }
}

export async function loadPrintedReport({ id }: { id: string }, ctx: LoadContext): Promise<ReportData | Elsewhere> {
  const number = readNumber(id)
  if (number !== undefined && String(number) !== id) return redirect(`/pdf-template/${number}`)
  return loadReport({ id }, ctx)
}

/** The same report as text or data; `ending` is that of its address. */
export function loadTwin(ending: string) {
  return async ({ id }: { id: string }, { reports }: LoadContext): Promise<TwinData | Elsewhere> => {
    const number = readNumber(id)
    if (number === undefined) return notFound()
    if (String(number) !== id) return redirect(`${reportPath(number)}${ending}`)
    const report = await reports.get(number)
    return report ? { report } : notFound()
  }
}

export async function loadReportList(
  params: { page?: string },
  { reports }: LoadContext,
): Promise<ReportListData | Elsewhere> {
  const page = readNumber(params.page ?? '1')
  if (page === undefined) return notFound()
  if (params.page && page === 1) return redirect('/crypto_reports_list')
  if (params.page && String(page) !== params.page) return redirect(`/crypto_reports_list/${page}`)
  const { items, total } = await reports.list({ page, perPage })
  const pages = Math.max(1, Math.ceil(total / perPage))
  if (page > pages) return notFound()
  return { items, page, pages, perPage, total }
}

export async function loadFeed(_params: object, { reports }: LoadContext): Promise<FeedData> {
  const { items } = await reports.list({ page: 1, perPage: feedCount })
  const whole = await Promise.all(items.map(({ id }) => reports.get(id)))
  return { reports: whole.filter((report) => report !== undefined) }
}

export async function loadLatestSummaries(_params: object, { reports }: LoadContext): Promise<LatestData> {
  const { items } = await reports.list({ page: 1, perPage: feedCount })
  return { reports: items }
}

/** The report itself and those its page links to: a new report leaves the pages of the old ones as they are. */
export function reportTags({ report, related }: ReportData): string[] {
  return [report, ...related].map(({ id }) => `report:${id}`)
}

export async function allReports({ reports }: LoadContext): Promise<{ id: string }[]> {
  return (await reports.ids()).map((id) => ({ id: String(id) }))
}

/** All pages of the list but the first, which has a path of its own. */
export async function laterListPages({ reports }: LoadContext): Promise<{ page: string }[]> {
  const pages = Math.ceil((await reports.ids()).length / perPage)
  return Array.from({ length: Math.max(0, pages - 1) }, (_, index) => ({ page: String(index + 2) }))
}

/** Digits only, from 1, small enough for PostgreSQL's integer. */
function readNumber(text: string): number | undefined {
  const number = /^\d{1,20}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= 2_147_483_647 ? number : undefined
}
