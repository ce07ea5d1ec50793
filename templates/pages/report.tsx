import type { Head, PageContext, PageProps } from 'enddel'
import type { ReportData } from '../loaders/reports.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { Contents } from '../parts/contents.tsx'
import { Disclaimer } from '../parts/disclaimer.tsx'
import { foreignLang, UntranslatedNote } from '../parts/foreign.tsx'
import { PublishedPrices } from '../parts/published-prices.tsx'
import { RelatedReports } from '../parts/related-reports.tsx'
import { ReportBody } from '../parts/report-body.tsx'
import { ReportMeta } from '../parts/report-meta.tsx'
import { ReportSources } from '../parts/report-sources.tsx'
import { siteHead } from '../site-head.tsx'
import { useWords } from '../words.ts'

/** One report; also at `/crypto_report`, where it is the latest one. */
export function ReportPage({ data: { report, related }, page }: PageProps<ReportData>) {
  const { t } = useWords()
  const lang = foreignLang(report, page.locale)
  return (
    <>
      <Breadcrumbs trail={[{ text: t.nav.reports, path: '/crypto_reports_list' }]} here={t.report.number(report.id)} />
      <article class="report">
        <header class="report-head">
          <h1 lang={lang}>{report.title}</h1>
          <ReportMeta report={report} links />
          <UntranslatedNote report={report} />
          <p class="lead" lang={lang}>
            {report.summary}
          </p>
        </header>
        <div class="report-side">
          <Contents report={report} lang={lang} />
          <PublishedPrices report={report} />
        </div>
        <div class="report-text">
          <div lang={lang}>
            <ReportBody report={report} />
          </div>
          <ReportSources sources={report.sources} />
          <Disclaimer />
        </div>
      </article>
      <RelatedReports title={t.report.related} reports={related} />
    </>
  )
}

export function reportHead({ report }: ReportData, _page: PageContext): Head {
  return siteHead({
    title: report.title,
    description: report.summary,
    canonicalPath: `/crypto_report/${report.id}`,
    type: 'article',
  })
}
