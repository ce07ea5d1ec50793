import { z } from 'zod'
import { maybe, plainPositive, words } from '../fields.ts'
import type { ProviderProblem, Quote, QuoteStream } from '../quote.ts'
import type { StreamNews } from './stream-dialect.ts'
import { createStreamSocket, type StreamOptions } from './stream-socket.ts'
import { changePct, coinsByName } from './ticker.ts'

/**
 * Prices of Binance Spot in USDT, each coin once a second. The coins are named in the address, so nothing has to be sent.
 * `url` is `wss://stream.binance.com:9443` or what stands for it.
 */
export function createBinanceStream({ url, ...options }: StreamOptions & { url: string }): QuoteStream {
  const streams = [...coins.keys()].map((symbol) => `${symbol.toLowerCase()}@miniTicker`)
  const dialect = {
    name: 'binance',
    url: `${url.replace(/\/+$/, '')}/stream?streams=${streams.join('/')}`,
    createReader: () => read,
  } as const
  return createStreamSocket(dialect, options)
}

const coins = coinsByName((coin) => `${coin}USDT`)

const miniTicker = z.object({
  e: z.literal('24hrMiniTicker'),
  E: maybe(z.number()),
  s: z.string(),
  c: plainPositive,
  o: maybe(plainPositive),
  h: maybe(plainPositive),
  l: maybe(plainPositive),
  /** In USDT. */
  q: maybe(plainPositive),
})
const serverShutdown = z.object({ e: z.literal('serverShutdown') })
const message = z.union([
  z.object({ data: z.discriminatedUnion('e', [miniTicker, serverShutdown]) }),
  z.object({ code: z.number(), msg: words }),
])

function read(given: unknown): StreamNews[] {
  const { data: said } = message.safeParse(given)
  if (!said) return []
  if ('code' in said) return [{ type: 'problem', problem: problemOf(said) }]
  if (said.data.e === 'serverShutdown') return [{ type: 'leaving' }]
  const quote = quoteOf(said.data)
  return quote ? [{ type: 'quote', quote }] : []
}

function quoteOf({ E, s, c, o, h, l, q }: z.infer<typeof miniTicker>): Quote | undefined {
  const symbol = coins.get(s)
  if (!symbol) return undefined
  return {
    symbol,
    priceUsd: c,
    change24hPct: changePct(c, o),
    high24hUsd: h,
    low24hUsd: l,
    volume24hUsd: q,
    sourceTime: E,
  }
}

function problemOf({ code, msg }: { code: number; msg: string }): ProviderProblem {
  if (code === -1003) return { kind: 'rate-limited', retryAfterMs: undefined }
  return { kind: 'bad-request', detail: `${code}: ${msg}` }
}
