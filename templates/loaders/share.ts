import { type Elsewhere, type LoadContext, notFound, type ReportSummary } from 'enddel'

/** What the image of a report shows. */
export interface ReportCardData extends Pick<ReportSummary, 'id' | 'title' | 'summary' | 'lang' | 'createdAt'> {
  prices: [symbol: string, usd: number][]
}

const shownPrices = 4
/** Others are made when they are asked for: of old reports few are shared. */
const builtImages = 50

export async function loadReportCard(
  { id }: { id: string },
  { reports }: LoadContext,
): Promise<ReportCardData | Elsewhere> {
  const report = /^[1-9]\d{0,8}$/.test(id) ? await reports.get(Number(id)) : undefined
  if (!report) return notFound()
  const { title, summary, lang, createdAt } = report
  const prices = report.symbols.flatMap((symbol): ReportCardData['prices'] => {
    const usd = report.prices[symbol]
    return usd === undefined ? [] : [[symbol, usd]]
  })
  return { id: report.id, title, summary, lang, createdAt, prices: prices.slice(0, shownPrices) }
}

export async function newestReports({ reports }: LoadContext): Promise<{ id: string }[]> {
  return (await reports.ids()).slice(0, builtImages).map((id) => ({ id: String(id) }))
}
