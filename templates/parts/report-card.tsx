import { type ReportSummary, usePage } from 'enddel'
import { ForeignBadge, foreignLang } from './foreign.tsx'
import { ReportMeta } from './report-meta.tsx'

/** A report in a list. `brief` leaves the summary out. */
export function ReportCard({ report, brief = false }: { report: ReportSummary; brief?: boolean }) {
  const page = usePage()
  const lang = foreignLang(report, page.locale)
  return (
    <li class="card report-card">
      <h3>
        <a class="card-link" href={page.href(`/crypto_report/${report.id}`)} lang={lang}>
          {report.title}
        </a>
      </h3>
      {!brief && <p lang={lang}>{report.summary}</p>}
      <ReportMeta report={report} />
      <ForeignBadge report={report} />
    </li>
  )
}
