import type { CoinQuotes } from './coin-quotes.ts'
import { trackedFunds } from '../figure.ts'
import { sessionAt } from './market-hours.ts'
import type { ChainName, OnMarketEvent } from './market-event.ts'
import type { MarketSources } from './market-sources.ts'
import type { FearGreed, FundQuote, Provider, ProviderName, Quote } from '../quote.ts'
import type { ShownFigures } from './shown-figures.ts'
import { createChain, type Chain, type ChainLimits, type ChainParts } from './source-chain.ts'
import { fearGreedOf, fundOf, globalOf, rsiOf, type Told } from './told.ts'

export interface DeskChainParts {
  sources: MarketSources
  shown: Pick<ShownFigures, 'take'>
  coins: CoinQuotes
  pricesEveryMs: number
  now(): number
  random(): number
}

/** All that is polled, each at its own pace. */
export function createDeskChains(parts: DeskChainParts, limits: ChainLimits, onEvent: OnMarketEvent): Chain[] {
  const { sources, shown, coins, pricesEveryMs, now, random } = parts
  const take = (told: Told) => shown.take(told, now()) !== 'refused'
  function chain<Result>(name: ChainName, providers: readonly Provider<Result>[], rounds: Rounds<Result>): Chain {
    return createChain({ name, providers, now, ...rounds }, limits, onEvent)
  }
  return [
    chain('prices', sources.prices, priceRounds(coins, sources.prices[0]?.name, pricesEveryMs)),
    chain('details', sources.details, detailRounds(coins)),
    chain('global', sources.global, {
      everyMs: () => 10 * minute,
      begin: () => (figures, source) => take(globalOf(figures, source)),
    }),
    chain('fear-greed', sources.fearGreed, fearGreedRounds(take, random)),
    chain('rsi', sources.rsi, {
      everyMs: () => 3 * hour,
      begin: () => (rsi, source) => take(rsiOf(rsi, source)),
    }),
    chain('funds', sources.funds, fundRounds(take, now)),
  ]
}

type Rounds<Result> = Pick<ChainParts<Result>, 'everyMs' | 'begin'>

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/**
 * While a coin is without a stream; the next source is asked for those that the one before did not have. The others than the
 * first have prices that are a minute old, and count every call.
 */
function priceRounds(coins: CoinQuotes, first: ProviderName | undefined, everyMs: number): Rounds<readonly Quote[]> {
  let pauseMs = everyMs
  return {
    everyMs: () => (coins.withoutStream().length > 0 ? pauseMs : undefined),
    begin() {
      const missing = new Set(coins.withoutStream())
      pauseMs = everyMs
      return (quotes, source) => {
        if (source !== first) pauseMs = Math.max(everyMs, minute)
        for (const quote of quotes) {
          if (missing.has(quote.symbol) && coins.polled(quote, source) !== 'refused') missing.delete(quote.symbol)
        }
        return missing.size === 0
      }
    },
  }
}

/** From one source for all coins: the others count every call. */
function detailRounds(coins: CoinQuotes): Rounds<readonly Quote[]> {
  return {
    everyMs: () => minute,
    begin: () => (quotes, source) => quotes.filter((quote) => coins.detailed(quote, source) !== 'refused').length > 0,
  }
}

/** The source says itself when there will be another; not all who ask have to come in the same second. */
function fearGreedRounds(take: (told: Told) => boolean, random: () => number): Rounds<FearGreed> {
  let pauseMs = hour
  return {
    everyMs: () => pauseMs,
    begin: () => (told, source) => {
      pauseMs = Math.min(hour, Math.max(5 * minute, told.nextInMs ?? hour)) + random() * minute
      return take(fearGreedOf(told, source))
    },
  }
}

/** While the exchanges are open, and once after their close. */
function fundRounds(take: (told: Told) => boolean, now: () => number): Rounds<readonly FundQuote[]> {
  let isOwed = true
  return {
    everyMs() {
      if (sessionAt(now())) isOwed = true
      return isOwed ? 5 * minute : undefined
    },
    begin: () => (quotes, source) => {
      const taken = quotes.filter((quote) => Object.hasOwn(trackedFunds, quote.symbol) && take(fundOf(quote, source)))
      isOwed = taken.length === 0
      return !isOwed
    },
  }
}
