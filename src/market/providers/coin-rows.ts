import { z } from 'zod'
import type { TrackedCoin } from '../figure.ts'
import type { Quote } from '../quote.ts'

/** What a provider calls each coin. */
export type CoinNames = Readonly<Record<TrackedCoin, string>>

/** A provider's name of a coin, turned into ours; a coin that nobody asked for is an issue. */
export function coinNamed(names: CoinNames) {
  const coins = new Map(Object.entries(names).map(([coin, name]) => [name, coin as TrackedCoin]))
  return z.union([z.string(), z.number()]).transform((name, context) => {
    const coin = coins.get(String(name))
    if (coin) return coin
    context.addIssue('another coin')
    return z.NEVER
  })
}

/** The rows that are good, the first of each coin. A bad row costs its coin alone; when none is left it is an issue. */
export function quotesIn(row: z.ZodType<Quote>) {
  return z.array(z.unknown()).transform((rows, context): Quote[] => {
    const quotes = new Map<TrackedCoin, Quote>()
    for (const given of rows) {
      const { data: quote } = row.safeParse(given)
      if (quote && !quotes.has(quote.symbol)) quotes.set(quote.symbol, quote)
    }
    if (quotes.size === 0) context.addIssue('no coin with a price')
    return [...quotes.values()]
  })
}
