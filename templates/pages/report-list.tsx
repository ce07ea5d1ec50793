import type { Head, PageContext, PageProps } from 'enddel'
import type { ReportListData } from '../loaders/reports.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { listPath, Pager } from '../parts/pager.tsx'
import { ReportCard } from '../parts/report-card.tsx'
import { siteHead } from '../site-head.tsx'
import { useWords, wordsIn } from '../words.ts'

export function ReportListPage({ data }: PageProps<ReportListData>) {
  const { report, nav } = useWords().t
  const title = titleOf(data, report)
  return (
    <>
      <Breadcrumbs here={nav.reports} />
      <h1>{title}</h1>
      <p class="lead">{report.listLead}</p>
      {data.total === 0 ? (
        <EmptyState title={report.empty} hint={report.emptyHint} />
      ) : (
        <>
          <h2 class="visually-hidden">{report.all}</h2>
          <ul class="grid">
            {data.items.map((item) => (
              <ReportCard key={item.id} report={item} />
            ))}
          </ul>
          <Pager {...data} />
        </>
      )}
    </>
  )
}

export function reportListHead(data: ReportListData, { locale }: PageContext): Head {
  const { report } = wordsIn(locale).t
  return siteHead({
    title: titleOf(data, report),
    description: report.listLead,
    canonicalPath: listPath(data.page),
    noindex: data.total === 0,
  })
}

function titleOf({ page }: ReportListData, report: { list: string; listPage: (page: number) => string }): string {
  return page === 1 ? report.list : report.listPage(page)
}
