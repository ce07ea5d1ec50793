import { type ReportSummary } from 'enddel'
import { useWords } from '../words.ts'

/** What the coins cost when the report was written. */
export function PublishedPrices({ report }: { report: ReportSummary }) {
  const { t, f } = useWords()
  const prices = Object.entries(report.prices)
  if (prices.length === 0) return null
  return (
    <table class="published-prices">
      <caption>{t.report.pricesCaption}</caption>
      <thead class="visually-hidden">
        <tr>
          <th scope="col">{t.quote.coin}</th>
          <th scope="col">{t.quote.price}</th>
        </tr>
      </thead>
      <tbody>
        {prices.map(([symbol, usd]) => (
          <tr key={symbol}>
            <th scope="row">{symbol}</th>
            <td class="number">{f.price(usd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
