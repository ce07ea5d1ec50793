import { type CoinQuote, type ReportSummary, usePage } from 'enddel'
import { useWords } from '../words.ts'
import { ForeignBadge, foreignLang } from './foreign.tsx'
import { ReportMeta } from './report-meta.tsx'
import { linePath, scale } from './scale.ts'

/** The newest report, large, above the line of Bitcoin's week. */
export function LeadReport({ latest, bitcoin }: { latest: ReportSummary; bitcoin: CoinQuote | undefined }) {
  const { t } = useWords()
  const page = usePage()
  const lang = foreignLang(latest, page.locale)
  return (
    <article class="card lead-report" aria-labelledby="latest-title">
      <p class="kicker">{t.report.latest}</p>
      <h2 id="latest-title" lang={lang}>
        <a class="card-link" href={page.href(`/crypto_report/${latest.id}`)}>
          {latest.title}
        </a>
      </h2>
      <p class="lead-report-summary" lang={lang}>
        {latest.summary}
      </p>
      <ReportMeta report={latest} />
      <ForeignBadge report={latest} />
      {bitcoin && <WeekLine values={bitcoin.sparkline7d} />}
    </article>
  )
}

/** Decoration: the card of the coin tells the same in words. */
function WeekLine({ values }: { values: number[] }) {
  if (values.length < 2) return null
  const x = scale([0, values.length - 1], [0, 600])
  const y = scale([Math.min(...values), Math.max(...values)], [112, 12])
  const line = linePath(values.map((value, index) => [x(index), y(value)]))
  return (
    <svg class="week-line" viewBox="0 0 600 120" preserveAspectRatio="none" aria-hidden="true">
      <path class="week-line-area" d={`${line}V120H0z`} />
      <path class="week-line-edge" d={line} />
    </svg>
  )
}
