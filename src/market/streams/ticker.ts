/** What the tickers of all streams are read with. */
import { type TrackedCoin, trackedCoins } from '../figure.ts'

/** A Map, because an object would have coins named `constructor` and `__proto__`. */
export function coinsByName(
  nameOf: (coin: TrackedCoin) => string,
  left: readonly TrackedCoin[] = [],
): ReadonlyMap<string, TrackedCoin> {
  const coins = (Object.keys(trackedCoins) as TrackedCoin[]).filter((coin) => !left.includes(coin))
  return new Map(coins.map((coin) => [nameOf(coin), coin]))
}

export function changePct(price: number, before: number | undefined): number | undefined {
  return before === undefined ? undefined : ((price - before) / before) * 100
}
