/** What providers give, whatever their own form was. */
import type { TrackedCoin } from './figure.ts'

export type ProviderName =
  'binance' | 'coinbase' | 'kraken' | 'coingecko' | 'coinmarketcap' | 'taapi' | 'finnhub' | 'alternative.me' | 'demo'

export interface Quote {
  symbol: TrackedCoin
  priceUsd: number
  change24hPct?: number | undefined
  change1hPct?: number | undefined
  change7dPct?: number | undefined
  high24hUsd?: number | undefined
  low24hUsd?: number | undefined
  volume24hUsd?: number | undefined
  marketCapUsd?: number | undefined
  /** By the provider's clock, milliseconds since 1970; undefined when it does not say. */
  sourceTime: number | undefined
}

export interface GlobalFigures {
  marketCapUsd: number
  volume24hUsd: number
  marketCapChange24hPct: number | undefined
  btcDominancePct: number
  ethDominancePct: number | undefined
  sourceTime: number | undefined
}

export interface FundQuote {
  symbol: string
  priceUsd: number
  changePct: number | undefined
  /** Of the last trade. */
  sourceTime: number
}

export interface FearGreed {
  value: number
  classification: string
  sourceTime: number
  /** Until the provider has another, in milliseconds. */
  nextInMs: number | undefined
}

export interface Rsi {
  value: number
  /** Undefined when the provider does not say. */
  sourceTime: number | undefined
}

/** Why a provider gave nothing. `retryAfterMs` is the provider's own word for when to come again. */
export type ProviderProblem =
  | { kind: 'rate-limited'; retryAfterMs: number | undefined }
  | { kind: 'auth' | 'plan' | 'bad-request' | 'not-found' | 'shape' | 'implausible'; detail: string }
  | { kind: 'upstream'; status: number }
  | { kind: 'timeout' | 'network' | 'open'; detail: string }

export class ProviderError extends Error {
  readonly provider: ProviderName
  readonly problem: ProviderProblem

  constructor(provider: ProviderName, problem: ProviderProblem) {
    const detail = 'detail' in problem ? `: ${problem.detail}` : 'status' in problem ? ` ${problem.status}` : ''
    super(`${provider}: ${problem.kind}${detail}`)
    this.provider = provider
    this.problem = problem
  }
}

/**
 * Something that can be asked. It rejects with ProviderError alone; retries, time limits, rate limits and the circuit
 * breaker are its own affair, so whoever asks may turn to the next at once.
 */
export interface Provider<Result> {
  name: ProviderName
  fetch(signal: AbortSignal): Promise<Result>
}

/** Something that tells by itself. */
export interface QuoteStream {
  name: ProviderName
  /** Connects, and again whenever it has to, until closed. Undefined: connected and quotes are coming; else why not. */
  start(listener: { quote(quote: Quote): void; state(problem: ProviderProblem | undefined): void }): void
  close(): Promise<void>
}
