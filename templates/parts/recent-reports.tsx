import { type ReportSummary, usePage } from 'enddel'
import { useWords } from '../words.ts'
import { ForeignBadge, foreignLang } from './foreign.tsx'
import { SectionHead } from './section-head.tsx'

/** Headlines with their dates, beside the newest report. */
export function RecentReports({ reports }: { reports: ReportSummary[] }) {
  const { t, f } = useWords()
  const page = usePage()
  if (reports.length === 0) return null
  return (
    <section class="recent" aria-labelledby="recent">
      <SectionHead id="recent" title={t.report.recent} more={t.report.all} path="/crypto_reports_list" />
      <ol>
        {reports.map((report) => (
          <li key={report.id}>
            <p class="meta">
              <time dateTime={report.createdAt}>{f.dateTime(report.createdAt)}</time>
            </p>
            <h3 lang={foreignLang(report, page.locale)}>
              <a href={page.href(`/crypto_report/${report.id}`)}>{report.title}</a>
            </h3>
            <p class="recent-summary" lang={foreignLang(report, page.locale)}>
              {report.summary}
            </p>
            <ForeignBadge report={report} />
          </li>
        ))}
      </ol>
    </section>
  )
}
