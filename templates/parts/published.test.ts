import type { ReportSummary } from 'enddel'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { publishedPrices } from './published.ts'

const published = suite('templates/parts/published')

published('are in the order in which the report names its coins, then the others', () => {
  const prices = publishedPrices(
    report({ symbols: ['BTC', 'ETH'], prices: { ADA: 0.5, BNB: 880, ETH: 3_000, BTC: 91_000 } }),
  )

  assert.equal(
    prices.map(({ symbol }) => symbol),
    ['BTC', 'ETH', 'ADA', 'BNB'],
  )
})

published('know from which value and moment a change is counted', () => {
  const [btc] = publishedPrices(report({ symbols: [], prices: { BTC: 91_000 } }))

  assert.equal(btc, { symbol: 'BTC', usd: 91_000, since: { value: 91_000, at: Date.parse('2026-11-20T00:30:00Z') } })
})

published.run()

function report(facts: Pick<ReportSummary, 'symbols' | 'prices'>): ReportSummary {
  const text = { title: '', summary: '', lang: 'en', langs: ['en'], readingMinutes: 1 }
  return { id: 1, slug: 'a', createdAt: '2026-11-20T07:30:00+07:00', sources: [], ...text, ...facts }
}
