import { type ReportSummary } from 'enddel'
import { useWords } from '../words.ts'

/** Date with zone, reading time, tickers. The `whole` of it, for the report's own page, says who wrote it. */
export function ReportMeta({ report, whole = false }: { report: ReportSummary; whole?: boolean }) {
  const { t, f } = useWords()
  return (
    <p class="meta">
      <time dateTime={report.createdAt}>{f.dateTime(report.createdAt)}</time>
      <span>{t.report.minutes(report.readingMinutes)}</span>
      {whole && <a href="#disclaimer">{t.report.machineMade}</a>}
      {report.symbols.length > 0 && <span class="tickers">{report.symbols.join(' · ')}</span>}
    </p>
  )
}
