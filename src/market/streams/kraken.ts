import { z } from 'zod'
import { isoTime, maybe, plainPositive, words } from '../fields.ts'
import type { Quote, QuoteStream } from '../quote.ts'
import type { StreamNews, StreamReader } from './stream-dialect.ts'
import { createStreamSocket, type StreamOptions } from './stream-socket.ts'
import { coinsByName } from './ticker.ts'

/**
 * Prices of Kraken (WebSocket v2), with every trade. `url` is `wss://ws.kraken.com/v2` or what stands for it. No quotes are
 * told while Kraken says that it is not `online`: in `maintenance`, `cancel_only` and `post_only` nothing is traded.
 */
export function createKrakenStream({
  url,
  pingMs = 30_000,
  ...options
}: StreamOptions & { url: string; pingMs?: number }): QuoteStream {
  const params = { channel: 'ticker', symbol: [...coins.keys()], event_trigger: 'trades', snapshot: true }
  const greeting = JSON.stringify({ method: 'subscribe', params })
  const ping = { text: '{"method":"ping"}', everyMs: pingMs }
  return createStreamSocket({ name: 'kraken', url, greeting, ping, createReader }, options)
}

const coins = coinsByName((coin) => `${coin}/USD`)

const ticker = z.object({
  symbol: z.string(),
  last: plainPositive,
  change_pct: maybe(z.number()),
  high: maybe(plainPositive),
  low: maybe(plainPositive),
  /** In coins. */
  volume: maybe(plainPositive),
  vwap: maybe(plainPositive),
  timestamp: maybe(isoTime),
})
const message = z.union([
  // One bad ticker of many does not spoil the others.
  z.object({ channel: z.literal('ticker'), data: z.array(maybe(ticker)).max(100) }),
  z.object({ channel: z.literal('status'), data: z.tuple([z.object({ system: words })]).rest(z.unknown()) }),
  z.object({ channel: z.literal('heartbeat') }),
  z.object({ method: z.literal('pong') }),
  z.object({ error: words }),
  z.object({ Error: words }),
])

function createReader(): StreamReader {
  let system = 'online'

  function newsOfSystem(): StreamNews {
    if (system === 'online') return { type: 'alive' }
    return { type: 'problem', problem: { kind: 'network', detail: `the system is ${system}` } }
  }

  return (given) => {
    const { data: said } = message.safeParse(given)
    if (!said) return []
    if ('Error' in said) return [{ type: 'problem', problem: { kind: 'rate-limited', retryAfterMs: undefined } }]
    if ('error' in said) return [{ type: 'problem', problem: { kind: 'bad-request', detail: said.error } }]
    if (!('channel' in said) || said.channel === 'heartbeat') return [{ type: 'alive' }]
    if (said.channel === 'ticker') return system === 'online' ? said.data.flatMap(newsOf) : [newsOfSystem()]
    system = said.data[0].system
    return [newsOfSystem()]
  }
}

function newsOf(said: z.infer<typeof ticker> | undefined): StreamNews[] {
  const symbol = said && coins.get(said.symbol)
  if (!said || !symbol) return []
  const { last, volume, vwap } = said
  const quote: Quote = {
    symbol,
    priceUsd: last,
    change24hPct: said.change_pct,
    high24hUsd: said.high,
    low24hUsd: said.low,
    // Exactly what was paid: the average is weighted by volume.
    volume24hUsd: volume && vwap && volume * vwap,
    sourceTime: said.timestamp,
  }
  return [{ type: 'quote', quote }]
}
