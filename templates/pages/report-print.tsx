import type { Head, PageContext, PageProps } from 'enddel'
import type { ReportData } from '../loaders/reports.ts'
import { Disclaimer } from '../parts/disclaimer.tsx'
import { foreignLang, UntranslatedNote } from '../parts/foreign.tsx'
import { PublishedPrices } from '../parts/published-prices.tsx'
import { ReportBody } from '../parts/report-body.tsx'
import { ReportSources } from '../parts/report-sources.tsx'
import { siteHead } from '../site-head.tsx'
import { siteName } from '../site-name.ts'
import { useWords, wordsIn } from '../words.ts'

/** A report on A4, without the site around it. The hint and the links are left out on paper. */
export function ReportPrintPage({ data: { report }, page }: PageProps<ReportData>) {
  const { t, f } = useWords()
  const lang = foreignLang(report, page.locale)
  return (
    <>
      <PrintHint report={report} page={page} />
      <article class="print-report">
        <p class="print-head">
          <strong>{siteName}</strong> {t.report.number(report.id)}
        </p>
        <h1 lang={lang}>{report.title}</h1>
        <p class="meta">
          {t.report.published} <time dateTime={report.createdAt}>{f.dateTime(report.createdAt)}</time>
        </p>
        <UntranslatedNote report={report} />
        <p class="lead" lang={lang}>
          {report.summary}
        </p>
        <PublishedPrices report={report} />
        <div lang={lang}>
          <ReportBody report={report} />
        </div>
        <ReportSources sources={report.sources} />
        <Disclaimer />
      </article>
    </>
  )
}

export function reportPrintHead({ report }: ReportData, { locale }: PageContext): Head {
  return siteHead({
    title: `${report.title} (${wordsIn(locale).t.report.print})`,
    description: report.summary,
    canonicalPath: `/crypto_report/${report.id}`,
    noindex: true,
  })
}

function PrintHint({ report, page }: { report: ReportData['report']; page: PageContext }) {
  const { t } = useWords()
  const others = page.locales.filter((locale) => locale !== page.locale && report.langs.includes(locale))
  return (
    <aside class="print-hint">
      <p>{t.report.printHint}</p>
      <p>
        <a href={page.href(`/crypto_report/${report.id}`)}>{t.report.back}</a>
      </p>
      {others.length > 0 && (
        <p>
          {t.report.printIn}{' '}
          {others.map((locale) => (
            <a key={locale} href={page.hrefIn(locale)} hreflang={locale} lang={locale}>
              {wordsIn(locale).f.languageName(locale)}
            </a>
          ))}
        </p>
      )}
    </aside>
  )
}
