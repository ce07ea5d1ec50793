import { type Head, type PageContext, type PageProps, type Report, usePage } from 'enddel'
import type { ReportData } from '../loaders/reports.ts'
import { Disclaimer } from '../parts/disclaimer.tsx'
import { foreignLang, UntranslatedNote } from '../parts/foreign.tsx'
import { PrintTools } from '../parts/print-tools.tsx'
import { publishedPrices } from '../parts/published.ts'
import { ReportBody } from '../parts/report-body.tsx'
import { ReportSources } from '../parts/report-sources.tsx'
import { linkedSections, SectionLinks } from '../parts/section-links.tsx'
import { reportImage } from '../share-image.ts'
import { siteHead } from '../site-head.tsx'
import { siteName } from '../site-name.ts'
import { useWords, wordsIn } from '../words.ts'

/** A report on A4, without the site around it; `enddel build --pdf` makes the PDF file of it. */
export function ReportPrintPage({ data: { report }, page }: PageProps<ReportData>) {
  const lang = foreignLang(report, page.locale)
  return (
    <>
      <PrintTools report={report} />
      <article class="print-report">
        <TitleBlock report={report} lang={lang} />
        <KeyPrices report={report} />
        <PrintContents report={report} lang={lang} />
        <div class="print-text" lang={lang}>
          <ReportBody report={report} />
        </div>
        <div class="print-end">
          <ReportSources sources={report.sources} />
          <Disclaimer />
        </div>
      </article>
    </>
  )
}

export function reportPrintHead({ report }: ReportData, page: PageContext): Head {
  const head = {
    title: `${report.title} (${wordsIn(page.locale).t.report.print})`,
    description: report.summary,
    canonicalPath: `/crypto_report/${report.id}`,
    noindex: true,
    image: reportImage(report, page),
  }
  return siteHead(head, page)
}

/** The summary of an isolated report is taken from its text, where it stands anyway. */
function TitleBlock({ report, lang }: { report: Report; lang: string | undefined }) {
  const { t, f } = useWords()
  return (
    <header class="print-title">
      <p class="print-head">
        <strong>{siteName}</strong> {t.report.number(report.id)}
      </p>
      <h1 lang={lang}>{report.title}</h1>
      <p class="meta">
        <span>
          {t.report.published} <time dateTime={report.createdAt}>{f.dateTime(report.createdAt)}</time>
        </span>
        <span>{t.report.minutes(report.readingMinutes)}</span>
        <OnlineAddress id={report.id} />
      </p>
      <UntranslatedNote report={report} />
      {report.body.kind === 'sections' && (
        <p class="lead" lang={lang}>
          {report.summary}
        </p>
      )}
    </header>
  )
}

/** Where the paper came from; without SITE_URL nobody knows. */
function OnlineAddress({ id }: { id: number }) {
  const page = usePage()
  const path = page.href(`/crypto_report/${id}`)
  const address = page.url(path)
  if (address === path) return null
  return <a href={address}>{address.replace(/^https?:\/\//, '')}</a>
}

function PrintContents({ report, lang }: { report: Report; lang: string | undefined }) {
  const { t } = useWords()
  const sections = linkedSections(report)
  if (sections.length < 3) return null
  return (
    <nav class="print-contents" aria-labelledby="contents">
      <p id="contents">{t.report.contents}</p>
      <SectionLinks sections={sections} lang={lang} />
    </nav>
  )
}

function KeyPrices({ report }: { report: Report }) {
  const { t, f } = useWords()
  const prices = publishedPrices(report)
  if (prices.length === 0) return null
  return (
    <section class="print-prices" aria-labelledby="key-prices">
      <p id="key-prices">{t.report.pricesCaption}</p>
      <dl>
        {prices.map(({ symbol, usd }) => (
          <div key={symbol}>
            <dt>{symbol}</dt>
            <dd>{f.price(usd)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
