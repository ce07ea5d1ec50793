import { z } from 'zod'
import { isoTime, maybe, plainPositive, words } from '../fields.ts'
import type { Quote, QuoteStream } from '../quote.ts'
import type { StreamNews, StreamReader } from './stream-dialect.ts'
import { createStreamSocket, type StreamOptions } from './stream-socket.ts'
import { changePct, coinsByName } from './ticker.ts'

/** Prices of Coinbase Exchange, with every trade. `url` is `wss://ws-feed.exchange.coinbase.com` or what stands for it. */
export function createCoinbaseStream({ url, ...options }: StreamOptions & { url: string }): QuoteStream {
  const greeting = { type: 'subscribe', product_ids: [...coins.keys()], channels: ['ticker', 'heartbeat'] }
  return createStreamSocket({ name: 'coinbase', url, greeting: JSON.stringify(greeting), createReader }, options)
}

/** BNB is not traded everywhere, and one unknown product fails the whole subscription. */
const coins = coinsByName((coin) => `${coin}-USD`, ['BNB'])

const ticker = z.object({
  type: z.literal('ticker'),
  sequence: z.int(),
  product_id: z.string(),
  price: plainPositive,
  open_24h: maybe(plainPositive),
  high_24h: maybe(plainPositive),
  low_24h: maybe(plainPositive),
  time: maybe(isoTime),
})
const message = z.discriminatedUnion('type', [
  ticker,
  z.object({ type: z.enum(['heartbeat', 'subscriptions']) }),
  z.object({ type: z.literal('error'), message: words, reason: maybe(words) }),
])

function createReader(): StreamReader {
  /** The last of each product; it grows by one, so what does not grow is late or repeated. */
  const sequences = new Map<string, number>()

  function newsOf(said: z.infer<typeof ticker>): StreamNews[] {
    const { product_id, sequence } = said
    const symbol = coins.get(product_id)
    if (!symbol || sequence <= (sequences.get(product_id) ?? -1)) return []
    sequences.set(product_id, sequence)
    return [{ type: 'quote', quote: quoteOf(symbol, said) }]
  }

  return (given) => {
    const { data: said } = message.safeParse(given)
    if (!said) return []
    if (said.type === 'ticker') return newsOf(said)
    if (said.type !== 'error') return [{ type: 'alive' }]
    const detail = said.reason ? `${said.message}: ${said.reason}` : said.message
    return [{ type: 'problem', problem: { kind: 'bad-request', detail } }]
  }
}

function quoteOf(symbol: Quote['symbol'], said: z.infer<typeof ticker>): Quote {
  return {
    symbol,
    priceUsd: said.price,
    change24hPct: changePct(said.price, said.open_24h),
    high24hUsd: said.high_24h,
    low24hUsd: said.low_24h,
    sourceTime: said.time,
  }
}
