import { Live, type ReportSummary } from 'enddel'
import { useWords } from '../words.ts'
import { LiveChange } from './live-change.tsx'
import { type PublishedPrice, publishedPrices } from './published.ts'

/** What the coins cost when the report was written, and what has happened since. */
export function ThenAndNow({ report }: { report: ReportSummary }) {
  const { t, f } = useWords()
  const prices = publishedPrices(report)
  const [first] = prices
  if (!first) return null
  return (
    <section class="then-now" aria-labelledby="then-now">
      <h2 id="then-now">{t.report.thenAndNow}</h2>
      <table>
        <caption>
          {t.report.then}: <time dateTime={report.createdAt}>{f.dateTime(report.createdAt)}</time>
          <br />
          {t.report.now}: <Live value={`${first.symbol}.price`} as="dateTime" />
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">{t.quote.coin}</span>
            </th>
            <th scope="col" class="number">
              {t.report.then}
            </th>
            <th scope="col" class="number price-now">
              {t.report.now}
            </th>
            <th scope="col" class="number">
              {t.report.since}
            </th>
          </tr>
        </thead>
        <tbody>
          {prices.map((price) => (
            <Row key={price.symbol} {...price} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** "BTC +3.20% since this report": of the coin that the report names first. */
export function SinceThisReport({ report }: { report: ReportSummary }) {
  const { t } = useWords()
  const [first] = publishedPrices(report)
  if (!first) return null
  return (
    <p class="since-report">
      <strong>{first.symbol}</strong> <LiveChange figure={`${first.symbol}.price`} since={first.since} />{' '}
      {t.report.sinceThis}
    </p>
  )
}

function Row({ symbol, usd, since }: PublishedPrice) {
  const { f } = useWords()
  const figure = `${symbol}.price`
  return (
    <tr>
      <th scope="row">{symbol}</th>
      <td class="number muted">{f.price(usd)}</td>
      <td class="number price-now">
        <Live value={figure} as="price" />
      </td>
      <td class="number">
        <LiveChange figure={figure} since={since} />
      </td>
    </tr>
  )
}
