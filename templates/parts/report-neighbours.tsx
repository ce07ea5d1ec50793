import { type ReportSummary, usePage } from 'enddel'
import { reportPath } from '../report-path.ts'
import { useWords } from '../words.ts'
import { foreignLang } from './foreign.tsx'

interface Neighbours {
  older: ReportSummary | undefined
  newer: ReportSummary | undefined
}

/** The report before this one and the one that came after it. */
export function ReportNeighbours({ older, newer }: Neighbours) {
  const { t } = useWords()
  if (!older && !newer) return null
  return (
    <nav class="neighbours" aria-label={t.report.neighbours}>
      {older && <Neighbour report={older} rel="prev" label={t.report.previous} />}
      {newer && <Neighbour report={newer} rel="next" label={t.report.next} />}
    </nav>
  )
}

function Neighbour({ report, rel, label }: { report: ReportSummary; rel: 'prev' | 'next'; label: string }) {
  const page = usePage()
  return (
    <a class={`neighbour ${rel}`} href={page.href(reportPath(report.id))} rel={rel}>
      <span class="muted">{label}</span>
      <span lang={foreignLang(report, page.locale)}>{report.title}</span>
    </a>
  )
}
