import { trackedCoins, type FigureId, type TrackedCoin } from '../figure.ts'
import { hasPassed } from './has-passed.ts'
import { createPriceChoice } from './price-choice.ts'
import type { ProviderName, ProviderProblem, Quote } from '../quote.ts'
import type { ShownFigures, Verdict } from './shown-figures.ts'
import { detailsOf, priceOf } from './told.ts'

/** Quotes of coins on their way to figures. Streams come before polls, and both before details for what they all know. */
export interface CoinQuotes {
  streamed(quote: Quote, source: ProviderName): void
  streamState(source: ProviderName, problem: ProviderProblem | undefined): void
  polled(quote: Quote, source: ProviderName): Verdict
  detailed(quote: Quote, source: ProviderName): Verdict
  /** Coins that have to be polled. */
  withoutStream(): TrackedCoin[]
}

/** High, low and change of the day go with the price, as long as its source tells them at all. */
const withPriceMs = 60_000

export function createCoinQuotes(
  streams: readonly ProviderName[],
  shown: Pick<ShownFigures, 'take'>,
  now: () => number,
): CoinQuotes {
  const choice = createPriceChoice(streams)
  const cameWithPrice = new Map<FigureId, number>()

  function takePrice(quote: Quote, source: ProviderName, isWanted: (at: number) => boolean): Verdict {
    const told = priceOf(quote, source)
    const verdict = shown.take(told, now(), isWanted)
    if (verdict === 'taken') {
      for (const [id, value] of told.figures) if (value !== undefined) cameWithPrice.set(id, now())
    }
    return verdict
  }

  function isOrphan(id: FigureId): boolean {
    return hasPassed(withPriceMs, cameWithPrice.get(id) ?? -Infinity, now())
  }

  return {
    streamed(quote, source) {
      // Its state is told after the first quote, which may be the only one of its coin for long.
      choice.connected(source)
      if (isTracked(quote)) takePrice(quote, source, (at) => choice.heard(source, quote.symbol, at, now()))
    },
    streamState: (source, problem) => (problem ? choice.lost(source) : choice.connected(source)),
    polled: (quote, source) => takePrice(quote, source, () => !choice.hasFresh(quote.symbol, now())),
    detailed: (quote, source) => (isTracked(quote) ? shown.take(detailsOf(quote, source, isOrphan), now()) : 'passed'),
    withoutStream: () => coins.filter((coin) => !choice.hasFresh(coin, now())),
  }
}

const coins = Object.keys(trackedCoins) as TrackedCoin[]

/** What a provider says against its own type has no name among our figures. */
function isTracked({ symbol }: Quote): boolean {
  return Object.hasOwn(trackedCoins, symbol)
}
