import type { ReportSummary, Since } from 'enddel'

export interface PublishedPrice {
  symbol: string
  usd: number
  /** For {@link LiveChange}: the price of then and its moment. */
  since: Since
}

/** The prices of a report's publication: first the coins it speaks of, in its own order, then others. */
export function publishedPrices({ symbols, prices, createdAt }: ReportSummary): PublishedPrice[] {
  const at = Date.parse(createdAt)
  const place = (symbol: string) => (symbols.includes(symbol) ? symbols.indexOf(symbol) : symbols.length)
  return Object.entries(prices)
    .map(([symbol, usd]) => ({ symbol, usd, since: { value: usd, at } }))
    .toSorted((a, b) => place(a.symbol) - place(b.symbol))
}
