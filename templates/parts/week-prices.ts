import type { CoinQuote } from 'enddel'

/** Evenly spaced over the week before the page's moment; the last is the price of that moment itself. */
export function weekPrices({ sparkline7d, priceUsd }: CoinQuote): number[] {
  return sparkline7d.length > 1 ? [...sparkline7d.slice(0, -1), priceUsd] : []
}
