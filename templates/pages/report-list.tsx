import type { Head, PageContext, PageProps } from 'enddel'
import type { ReportListData } from '../loaders/reports.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { NoReports } from '../parts/no-reports.tsx'
import { listPath, Pager } from '../parts/pager.tsx'
import { ReportRow } from '../parts/report-row.tsx'
import { reportPath } from '../report-path.ts'
import { siteHead } from '../site-head.tsx'
import { breadcrumbList } from '../structured-data/breadcrumb-list.ts'
import { itemList } from '../structured-data/item-list.ts'
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
        <NoReports />
      ) : (
        <>
          <h2 class="visually-hidden">{report.all}</h2>
          <ul class="report-rows">
            {data.items.map((item) => (
              <ReportRow key={item.id} report={item} />
            ))}
          </ul>
          <Pager {...data} />
        </>
      )}
    </>
  )
}

export function reportListHead(data: ReportListData, page: PageContext): Head {
  const { report, nav } = wordsIn(page.locale).t
  const listed = data.items.map(({ id, title }) => ({ name: title, path: reportPath(id) }))
  const head = {
    title: titleOf(data, report),
    description: report.listLead,
    canonicalPath: listPath(data.page),
    noindex: data.total === 0,
    jsonLd: [breadcrumbList(page, [], nav.reports), itemList(page, listed, (data.page - 1) * data.perPage + 1)],
  }
  return siteHead(head, page)
}

function titleOf({ page }: ReportListData, report: { list: string; listPage: (page: number) => string }): string {
  return page === 1 ? report.list : report.listPage(page)
}
