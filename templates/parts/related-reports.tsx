import type { ReportSummary } from 'enddel'
import { ReportCard } from './report-card.tsx'

export function RelatedReports({ title, reports }: { title: string; reports: ReportSummary[] }) {
  if (reports.length === 0) return null
  return (
    <section aria-labelledby="related">
      <h2 id="related">{title}</h2>
      <ul class="grid two">
        {reports.map((report) => (
          <ReportCard key={report.id} report={report} brief />
        ))}
      </ul>
    </section>
  )
}
