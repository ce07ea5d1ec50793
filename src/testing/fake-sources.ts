import type { TrackedCoin } from '../market/figure.ts'
import type { MarketSources } from '../market/desk/market-sources.ts'
import {
  ProviderError,
  type Provider,
  type ProviderName,
  type ProviderProblem,
  type Quote,
  type QuoteStream,
} from '../market/quote.ts'

/** A provider that answers as a test says: with what `give` returns, or, when it throws, with that. */
export interface FakeProvider<Result> extends Provider<Result> {
  asked: number
  give: () => Result | Promise<Result>
}

export function fakeProvider<Result>(name: ProviderName, give: () => Result | Promise<Result>): FakeProvider<Result> {
  const provider: FakeProvider<Result> = {
    name,
    asked: 0,
    give,
    async fetch() {
      provider.asked++
      return provider.give()
    },
  }
  return provider
}

/** For {@link fakeProvider}: an answer that does not come. */
export function isDown(): never {
  throw new ProviderError('binance', { kind: 'network', detail: 'refused' })
}

/** A stream that tells what a test says, and whether it is listened to. */
export interface FakeStream extends QuoteStream {
  isOpen: boolean
  quote(quote: Quote): void
  state(problem: ProviderProblem | undefined): void
}

export function fakeStream(name: ProviderName): FakeStream {
  let listener: Parameters<QuoteStream['start']>[0] | undefined
  const stream: FakeStream = {
    name,
    isOpen: false,
    quote: (quote) => listener?.quote(quote),
    state: (problem) => listener?.state(problem),
    start(given) {
      listener = given
      stream.isOpen = true
    },
    async close() {
      stream.isOpen = false
    },
  }
  return stream
}

export const noSources: MarketSources = {
  streams: [],
  prices: [],
  details: [],
  global: [],
  fearGreed: [],
  rsi: [],
  funds: [],
}

export const lost: ProviderProblem = { kind: 'network', detail: 'lost' }

export function quote(symbol: TrackedCoin, priceUsd: number, sourceTime?: number, more: Partial<Quote> = {}): Quote {
  return { symbol, priceUsd, sourceTime, ...more }
}
