import type { Head, PageContext, PageProps } from 'enddel'
import type { LatestReportData } from '../loaders/reports.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { NoReports } from '../parts/no-reports.tsx'
import { siteHead } from '../site-head.tsx'
import { breadcrumbList } from '../structured-data/breadcrumb-list.ts'
import { useWords, wordsIn } from '../words.ts'
import { ReportPage, reportHead } from './report.tsx'

/** The newest report, whichever it is; while there is none, the page says so. */
export function LatestReportPage({ data, page }: PageProps<LatestReportData>) {
  return data.report ? <ReportPage data={data} page={page} /> : <NoReportPage />
}

export function latestReportHead(data: LatestReportData, page: PageContext): Head {
  if (data.report) return reportHead(data, page)
  const { report, nav } = wordsIn(page.locale).t
  const jsonLd = [breadcrumbList(page, [{ text: nav.reports, path: listPath }], report.latest)]
  return siteHead({ title: report.latest, description: report.emptyHint, noindex: true, jsonLd }, page)
}

const listPath = '/crypto_reports_list'

function NoReportPage() {
  const { report, nav } = useWords().t
  return (
    <>
      <Breadcrumbs trail={[{ text: nav.reports, path: listPath }]} here={report.latest} />
      <h1>{report.latest}</h1>
      <NoReports />
    </>
  )
}
