import { z } from 'zod'
import type { Running } from '../../core/lifecycle.ts'
import type { OnProviderEvent } from './provider-event.ts'
import { decimal, maybe, positive, unixMs } from '../fields.ts'
import { createProviderHttp, type ProviderOptions } from './provider-http.ts'
import type { Provider, ProviderProblem, Quote } from '../quote.ts'
import type { Answer } from './read-answer.ts'
import { statusProblem } from './status-problem.ts'
import { type CoinNames, coinNamed, quotesIn } from './coin-rows.ts'

export interface Binance extends Running {
  quotes: Provider<Quote[]>
  /** Of BTC, at the end of each day that is over, oldest first. */
  closes: Provider<number[]>
}

/** Prices are in USDT. */
export function createBinance(options: ProviderOptions, onEvent: OnProviderEvent): Binance {
  const name = 'binance'
  const { now = Date.now } = options
  const http = createProviderHttp({ name, limit: usualLimit, ...options }, onEvent)
  // Without symbols it would answer with all there are, at forty times the weight.
  const ticker = `/api/v3/ticker/24hr?symbols=${encodeURIComponent(JSON.stringify(Object.values(names)))}`
  const klines = '/api/v3/klines?symbol=BTCUSDT&interval=1d&limit=200'
  const classify = (answer: Answer) => problemIn(answer, now())
  return {
    quotes: { name, fetch: (signal) => http.ask({ path: ticker, schema: quotes, classify }, signal) },
    closes: {
      name,
      fetch: (signal) => http.ask({ path: klines, schema: closesBefore(now()), classify }, signal),
    },
    close: http.close,
  }
}

/** Each weighs 2, of 6000 a minute; there may be others at this address. */
const usualLimit = { requests: 60, perMs: 60_000 }

const names: CoinNames = {
  BTC: 'BTCUSDT',
  ETH: 'ETHUSDT',
  SOL: 'SOLUSDT',
  XRP: 'XRPUSDT',
  ADA: 'ADAUSDT',
  LINK: 'LINKUSDT',
  BNB: 'BNBUSDT',
}

const row = z
  .object({
    symbol: coinNamed(names),
    lastPrice: positive,
    priceChangePercent: maybe(decimal),
    highPrice: maybe(positive),
    lowPrice: maybe(positive),
    quoteVolume: maybe(positive),
    closeTime: maybe(unixMs),
  })
  .transform((coin): Quote => ({
    symbol: coin.symbol,
    priceUsd: coin.lastPrice,
    change24hPct: coin.priceChangePercent,
    high24hUsd: coin.highPrice,
    low24hUsd: coin.lowPrice,
    volume24hUsd: coin.quoteVolume,
    sourceTime: coin.closeTime,
  }))

const quotes = quotesIn(row)

/** Open time, open, high, low, close, volume, close time, and more that is not read. */
const candle = z
  .tuple([unixMs, z.unknown(), z.unknown(), z.unknown(), positive, z.unknown(), unixMs])
  .rest(z.unknown())
  .transform(([opensAt, , , , close, , closesAt]) => ({ opensAt, close, closesAt }))

/** A series with a gap or a bad price is none: what is computed of it would be wrong everywhere. */
function closesBefore(now: number) {
  return z.array(candle).transform((candles, context): number[] => {
    const isInOrder = candles.every(
      ({ opensAt }, index) => index === 0 || opensAt === candles[index - 1]!.opensAt + dayMs,
    )
    if (!isInOrder) context.addIssue('not a candle for each day')
    // The last is that of today, and still changes.
    const closed = candles.filter(({ closesAt }) => closesAt < now)
    if (closed.length === 0) context.addIssue('no closed candle')
    return closed.map(({ close }) => close)
  })
}

const dayMs = 24 * 60 * 60 * 1000

const errors = maybe(z.object({ msg: maybe(z.string()) }))

/** A ban says when it ends in its text too. */
function problemIn({ status, body }: Answer, now: number): ProviderProblem | undefined {
  const text = errors.parse(body)?.msg ?? ''
  const bannedUntil = /banned until (\d{13})\b/.exec(text)?.[1]
  if (status === 418 && bannedUntil)
    return { kind: 'rate-limited', retryAfterMs: Math.max(0, Number(bannedUntil) - now) }
  return statusProblem(status, text)
}
