import { type ReportSummary, usePage } from 'enddel'
import { reportPath } from '../report-path.ts'
import { useWords } from '../words.ts'
import { ForeignBadge, foreignLang } from './foreign.tsx'
import { publishedPrices } from './published.ts'

const shownPrices = 4

/** A report in the list of all: when it was published, what it says, and what coins cost then. */
export function ReportRow({ report }: { report: ReportSummary }) {
  const { t, f } = useWords()
  const page = usePage()
  const lang = foreignLang(report, page.locale)
  const prices = publishedPrices(report).slice(0, shownPrices)
  return (
    <li class="report-row">
      <p class="meta">
        <time dateTime={report.createdAt}>{f.dateTime(report.createdAt)}</time>
        <span>{t.report.minutes(report.readingMinutes)}</span>
        <ForeignBadge report={report} />
      </p>
      <div class="report-row-text">
        <h3>
          <a class="card-link" href={page.href(reportPath(report.id))} lang={lang}>
            {report.title}
          </a>
        </h3>
        <p lang={lang}>{report.summary}</p>
      </div>
      {prices.length > 0 && (
        <ul class="then-prices" aria-label={t.report.prices}>
          {prices.map(({ symbol, usd }) => (
            <li key={symbol}>
              <span class="muted">{symbol}</span> {f.price(usd)}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}
