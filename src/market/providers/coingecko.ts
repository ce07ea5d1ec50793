import { z } from 'zod'
import type { Running } from '../../core/lifecycle.ts'
import type { OnProviderEvent } from './provider-event.ts'
import { decimal, isoTime, maybe, positive, textIn, unixSeconds } from '../fields.ts'
import { createProviderHttp, type ProviderOptions } from './provider-http.ts'
import type { GlobalFigures, Provider, ProviderProblem, Quote } from '../quote.ts'
import type { Answer } from './read-answer.ts'
import { statusProblem } from './status-problem.ts'
import { type CoinNames, coinNamed, quotesIn } from './coin-rows.ts'

export interface CoinGeckoOptions extends ProviderOptions {
  /** Of the Demo plan; without it the limit is that of the address, which many may share. */
  key?: string
}

export interface CoinGecko extends Running {
  quotes: Provider<Quote[]>
  global: Provider<GlobalFigures>
}

/** Its answers are about a minute old, those of the whole market ten: asking more often gains nothing. */
export function createCoinGecko(options: CoinGeckoOptions, onEvent: OnProviderEvent): CoinGecko {
  const name = 'coingecko'
  const { key } = options
  const access = key ? { headers: { 'x-cg-demo-api-key': key }, secrets: [key] } : {}
  const http = createProviderHttp({ name, limit: key ? demoLimit : sharedLimit, ...options, ...access }, onEvent)
  const ids = Object.values(names).join(',')
  const markets = `/coins/markets?vs_currency=usd&ids=${ids}&price_change_percentage=1h,24h,7d`
  return {
    quotes: { name, fetch: (signal) => http.ask({ path: markets, schema: quotes, classify }, signal) },
    global: { name, fetch: (signal) => http.ask({ path: '/global', schema: global, classify }, signal) },
    close: http.close,
  }
}

/** Half of what is allowed; failures count too. */
const demoLimit = { requests: 50, perMs: 60_000 }
const sharedLimit = { requests: 5, perMs: 60_000 }

const names: CoinNames = {
  BTC: 'bitcoin',
  ETH: 'ethereum',
  SOL: 'solana',
  XRP: 'ripple',
  ADA: 'cardano',
  LINK: 'chainlink',
  BNB: 'binancecoin',
}

const row = z
  .object({
    id: coinNamed(names),
    current_price: positive,
    market_cap: maybe(positive),
    total_volume: maybe(positive),
    high_24h: maybe(positive),
    low_24h: maybe(positive),
    price_change_percentage_24h: maybe(decimal),
    price_change_percentage_1h_in_currency: maybe(decimal),
    price_change_percentage_24h_in_currency: maybe(decimal),
    price_change_percentage_7d_in_currency: maybe(decimal),
    last_updated: maybe(isoTime),
  })
  .transform((coin): Quote => ({
    symbol: coin.id,
    priceUsd: coin.current_price,
    change1hPct: coin.price_change_percentage_1h_in_currency,
    change24hPct: coin.price_change_percentage_24h_in_currency ?? coin.price_change_percentage_24h,
    change7dPct: coin.price_change_percentage_7d_in_currency,
    high24hUsd: coin.high_24h,
    low24hUsd: coin.low_24h,
    volume24hUsd: coin.total_volume,
    marketCapUsd: coin.market_cap,
    sourceTime: coin.last_updated,
  }))

const quotes = quotesIn(row)

const global = z
  .object({
    data: z.object({
      total_market_cap: z.object({ usd: positive }),
      total_volume: z.object({ usd: positive }),
      market_cap_percentage: z.object({ btc: positive, eth: maybe(positive) }),
      market_cap_change_percentage_24h_usd: maybe(decimal),
      updated_at: maybe(unixSeconds),
    }),
  })
  .transform(({ data }): GlobalFigures => ({
    marketCapUsd: data.total_market_cap.usd,
    volume24hUsd: data.total_volume.usd,
    marketCapChange24hPct: data.market_cap_change_percentage_24h_usd,
    btcDominancePct: data.market_cap_percentage.btc,
    ethDominancePct: data.market_cap_percentage.eth,
    sourceTime: data.updated_at,
  }))

const code = maybe(z.object({ error_code: maybe(decimal), error_message: maybe(z.string()) }))
const nested = maybe(z.object({ status: code }))
const errors = maybe(z.object({ status: code, error: z.unknown().optional() }))

/** Its errors come in three forms: `status`, `error.status` and `error` as a text. Code 10005: not on this plan. */
function classify({ status, body }: Answer): ProviderProblem | undefined {
  const said = errors.parse(body)
  const found = said?.status ?? nested.parse(said?.error)?.status
  const detail = found?.error_message ?? textIn(said?.error)
  if (found?.error_code === notOnThisPlan) return { kind: 'plan', detail }
  if (status === 200 && found?.error_code === 429) return statusProblem(429)
  return statusProblem(status, detail)
}

const notOnThisPlan = 10005
