import type { Head, PageContext, PageProps } from 'enddel'
import type { ReportData } from '../loaders/reports.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { Contents } from '../parts/contents.tsx'
import { Disclaimer } from '../parts/disclaimer.tsx'
import { foreignLang, UntranslatedNote } from '../parts/foreign.tsx'
import { RelatedReports } from '../parts/related-reports.tsx'
import { ReportBody } from '../parts/report-body.tsx'
import { ReportForms } from '../parts/report-forms.tsx'
import { ReportMeta } from '../parts/report-meta.tsx'
import { ReportNeighbours } from '../parts/report-neighbours.tsx'
import { ReportSources } from '../parts/report-sources.tsx'
import { SinceThisReport, ThenAndNow } from '../parts/then-and-now.tsx'
import { ReportFacts } from '../report-facts.tsx'
import { reportPath } from '../report-path.ts'
import { reportImage } from '../share-image.ts'
import { siteHead } from '../site-head.tsx'
import { article } from '../structured-data/article.ts'
import { breadcrumbList } from '../structured-data/breadcrumb-list.ts'
import { useWords, wordsIn } from '../words.ts'

/** One report; also at `/crypto_report`, where it is the latest one. */
export function ReportPage({ data: { report, related, newer }, page }: PageProps<ReportData>) {
  const { t } = useWords()
  const lang = foreignLang(report, page.locale)
  return (
    <>
      <Breadcrumbs trail={[{ text: t.nav.reports, path: '/crypto_reports_list' }]} here={t.report.number(report.id)} />
      <article class="report-article">
        <header class="report-head">
          <h1 lang={lang}>{report.title}</h1>
          <p class="lead" lang={lang}>
            {report.summary}
          </p>
          <ReportMeta report={report} whole />
          <SinceThisReport report={report} />
          <UntranslatedNote report={report} />
        </header>
        <div class="report-side">
          <ThenAndNow report={report} />
          <Contents report={report} lang={lang} />
        </div>
        <div class="report-text">
          <div lang={lang}>
            <ReportBody report={report} />
          </div>
          <ReportSources sources={report.sources} />
          <ReportForms report={report} />
          <Disclaimer />
          <ReportNeighbours older={related[0]} newer={newer} />
        </div>
      </article>
      <RelatedReports title={t.report.related} reports={related} />
    </>
  )
}

export function reportHead({ report }: ReportData, page: PageContext): Head {
  const { nav, report: words } = wordsIn(page.locale).t
  const trail = [{ text: nav.reports, path: '/crypto_reports_list' }]
  const head = {
    title: report.title,
    description: report.summary,
    canonicalPath: reportPath(report.id),
    type: 'article',
    image: reportImage(report, page),
    jsonLd: [article(report, page), breadcrumbList(page, trail, words.number(report.id))],
    extra: <ReportFacts report={report} />,
  }
  return siteHead(head, page)
}
