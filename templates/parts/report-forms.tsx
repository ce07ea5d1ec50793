import { type ReportSummary, usePage } from 'enddel'
import type { ComponentChildren } from 'preact'
import { reportPath, twinEndings } from '../report-path.ts'
import { useWords } from '../words.ts'
import { PdfLink } from './pdf-link.tsx'

/** The other forms of a report, and plain links to hand it on. Who is told of it learns of it by the reader alone. */
export function ReportForms({ report }: { report: ReportSummary }) {
  const { t } = useWords()
  const page = usePage()
  const path = reportPath(report.id)
  return (
    <div class="report-forms">
      <Line label={t.report.alsoAs}>
        <a href={page.href(`/pdf-template/${report.id}`)}>{t.report.print}</a>
        <PdfLink id={report.id} />
        <a href={page.href(path + twinEndings.markdown)} type="text/markdown">
          Markdown
        </a>
        <a href={page.href(path + twinEndings.json)} type="application/json">
          JSON
        </a>
      </Line>
      <Line label={t.report.share}>
        <a href={page.href(path)} rel="bookmark">
          {t.report.permalink}
        </a>
        <MailLink report={report} />
      </Line>
    </div>
  )
}

function Line({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <p>
      <span class="muted">{label}:</span> {children}
    </p>
  )
}

/** Only where the site knows its own address: without it the mail would lead nowhere. */
function MailLink({ report: { id, title } }: { report: ReportSummary }) {
  const { t } = useWords()
  const page = usePage()
  const url = page.url(page.href(reportPath(id)))
  if (!/^https?:/.test(url)) return null
  return <a href={`mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(url)}`}>{t.report.mail}</a>
}
