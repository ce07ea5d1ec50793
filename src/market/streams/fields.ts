/** What the messages of all streams are made of. */
import { z } from 'zod'
import { type TrackedCoin, trackedCoins } from '../figure.ts'

/** A number above 0, or the text of one. */
export const positive = numberOr(/^\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?$/i).pipe(z.number().positive())

/** A figure beside the price: undefined when it is missing or makes no sense, which is no reason to lose the price. */
export const perhapsPositive = positive.optional().catch(undefined)
export const perhapsNumber = z.number().optional().catch(undefined)

/** ISO 8601 with any number of decimals, in milliseconds since 1970. */
export const perhapsTime = z.iso.datetime({ offset: true }).transform(Date.parse).optional().catch(undefined)

/** What a provider says in its own words, which may be many. */
export const words = z.string().transform((text) => text.slice(0, 200))

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

/** Zod's numbers are finite; `1e999` is not. */
function numberOr(pattern: RegExp) {
  return z.union([z.number(), z.string().regex(pattern).transform(Number)])
}
