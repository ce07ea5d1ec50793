import { z } from 'zod'
import type { Running } from '../../core/lifecycle.ts'
import type { OnProviderEvent } from './provider-event.ts'
import { decimal, isoTime, maybe, positive } from '../fields.ts'
import { createProviderHttp, type KeyedProviderOptions } from './provider-http.ts'
import type { GlobalFigures, Provider, ProviderProblem, Quote } from '../quote.ts'
import type { Answer } from './read-answer.ts'
import { statusProblem } from './status-problem.ts'
import { type CoinNames, coinNamed, quotesIn } from './coin-rows.ts'

export interface CoinMarketCap extends Running {
  quotes: Provider<Quote[]>
  global: Provider<GlobalFigures>
}

/** Each answer costs a credit of a month's, so it is for when others fail. */
export function createCoinMarketCap(options: KeyedProviderOptions, onEvent: OnProviderEvent): CoinMarketCap {
  const name = 'coinmarketcap'
  const { key, now = Date.now } = options
  const access = { headers: { 'X-CMC_PRO_API_KEY': key }, secrets: [key] }
  const http = createProviderHttp({ name, limit: usualLimit, ...options, ...access }, onEvent)
  const classify = (answer: Answer) => problemIn(answer, now())
  // By id, because symbols are not unique. Without skip_invalid one unknown id fails them all.
  const latest = `/v2/cryptocurrency/quotes/latest?id=${Object.values(names).join(',')}&convert=USD&skip_invalid=true`
  const metrics = '/v1/global-metrics/quotes/latest?convert=USD'
  return {
    quotes: { name, fetch: (signal) => http.ask({ path: latest, schema: quotes, classify }, signal) },
    global: { name, fetch: (signal) => http.ask({ path: metrics, schema: global, classify }, signal) },
    close: http.close,
  }
}

/** Half of what the smallest plan allows. */
const usualLimit = { requests: 15, perMs: 60_000 }

const names: CoinNames = { BTC: '1', ETH: '1027', SOL: '5426', XRP: '52', ADA: '2010', LINK: '1975', BNB: '1839' }

const usdPrice = z.object({
  price: positive,
  volume_24h: maybe(positive),
  percent_change_1h: maybe(decimal),
  percent_change_24h: maybe(decimal),
  percent_change_7d: maybe(decimal),
  market_cap: maybe(positive),
  last_updated: maybe(isoTime),
})

const row = z
  .object({ id: coinNamed(names), quote: inUsd(usdPrice), last_updated: maybe(isoTime) })
  .transform(({ id, quote, last_updated }): Quote => ({
    symbol: id,
    priceUsd: quote.price,
    change1hPct: quote.percent_change_1h,
    change24hPct: quote.percent_change_24h,
    change7dPct: quote.percent_change_7d,
    volume24hUsd: quote.volume_24h,
    marketCapUsd: quote.market_cap,
    sourceTime: quote.last_updated ?? last_updated,
  }))

/** `data` is a list, or has a coin or a list of coins under each name: that differs by version and question. */
const quotes = z
  .object({
    data: z
      .union([z.array(z.unknown()), z.record(z.string(), z.unknown()).transform((data) => Object.values(data))])
      .transform((rows) => rows.flat())
      .pipe(quotesIn(row)),
  })
  .transform(({ data }) => data)

const usdTotals = z.object({
  total_market_cap: positive,
  total_volume_24h: positive,
  total_market_cap_yesterday_percentage_change: maybe(decimal),
  last_updated: maybe(isoTime),
})

const global = z
  .object({
    data: z.object({
      btc_dominance: positive,
      eth_dominance: maybe(positive),
      quote: inUsd(usdTotals),
      last_updated: maybe(isoTime),
    }),
  })
  .transform(({ data: { quote, ...data } }): GlobalFigures => ({
    marketCapUsd: quote.total_market_cap,
    volume24hUsd: quote.total_volume_24h,
    marketCapChange24hPct: quote.total_market_cap_yesterday_percentage_change,
    btcDominancePct: data.btc_dominance,
    ethDominancePct: data.eth_dominance,
    sourceTime: quote.last_updated ?? data.last_updated,
  }))

/** `{ "USD": ... }` or `[{ "symbol": "USD", ... }]`. */
function inUsd<Schema extends z.ZodType>(schema: Schema) {
  const first = z.object({ symbol: z.literal('USD') }).loose()
  const listed = z.array(z.unknown()).transform((quotes) => quotes.find((quote) => first.safeParse(quote).success))
  const named = z.object({ USD: z.unknown() }).transform(({ USD }) => (Array.isArray(USD) ? USD[0] : USD) as unknown)
  return z.union([listed, named]).pipe(schema)
}

const errors = maybe(
  z.object({ status: maybe(z.object({ error_code: maybe(decimal), error_message: maybe(z.string()) })) }),
)

/** Its own code tells more than the status, and has been seen on 200. It may be a text. */
function problemIn({ status, body }: Answer, now: number): ProviderProblem | undefined {
  const said = errors.parse(body)?.status
  const code = said?.error_code
  const detail = `code ${code}, ${said?.error_message ?? ''}`
  if (!code) return statusProblem(status)
  if (code === 1001 || code === 1002) return { kind: 'auth', detail }
  if (code >= 1003 && code <= 1007) return { kind: 'plan', detail }
  if (code >= 1008 && code <= 1011) return { kind: 'rate-limited', retryAfterMs: resetMs(code, now) }
  if (code >= 400 && code < 600) return statusProblem(code, said?.error_message)
  return statusProblem(status) ?? { kind: 'shape', detail }
}

/** 1009 is the limit of a day, 1010 of a month; both end by UTC. The others are those of a minute. */
function resetMs(code: number, now: number): number {
  const today = new Date(now)
  const [year, month, day] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()]
  if (code === 1009) return Date.UTC(year, month, day + 1) - now
  return code === 1010 ? Date.UTC(year, month + 1) - now : 60_000
}
