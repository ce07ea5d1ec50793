import { type ReportSummary, usePage } from 'enddel'
import { useWords } from '../words.ts'

/** Date with zone, reading time, tickers. */
export function ReportMeta({ report, links = false }: { report: ReportSummary; links?: boolean }) {
  const { t, f } = useWords()
  const page = usePage()
  return (
    <p class="meta">
      <time dateTime={report.createdAt}>{f.dateTime(report.createdAt)}</time>
      <span>{t.report.minutes(report.readingMinutes)}</span>
      {links && <a href={page.href(`/pdf-template/${report.id}`)}>{t.report.print}</a>}
      {report.symbols.length > 0 && <span class="tickers">{report.symbols.join(' · ')}</span>}
    </p>
  )
}
