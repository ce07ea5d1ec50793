/** All providers of the market on loopback, over real HTTP and WebSockets. */
import type { WebSocket } from 'ws'
import type { LiveSourcesOptions } from '../market/desk/live-sources.ts'
import { type TrackedCoin, trackedCoins } from '../market/figure.ts'
import { binanceCoin, binanceKlines, cmcCoin, cmcStatus, coinGeckoCoin } from './market-fixtures.ts'
import { type StubStream, withStream } from './stub-stream.ts'
import { answers, type Behaviour, json, type StubUpstream, withUpstream } from './stub-upstream.ts'

export interface StubMarket {
  /** Nobody has a key, until a test gives one. */
  providers: LiveSourcesOptions
  binance: PlayedStream
  coinbase: PlayedStream
  kraken: PlayedStream
  /** These three. */
  streams: readonly PlayedStream[]
  /** What is asked, each provider at its own name: `/coingecko/global`. Nothing is found until a test says otherwise. */
  rest: Pick<StubUpstream, 'requests' | 'asked'>
  answer(behaviours: Partial<Record<AskedName, Behaviour>>): void
  /** How often something below this path was asked for. */
  countOf(path: string): number
}

export type AskedName = 'binance' | 'coingecko' | 'cmc' | 'taapi' | 'finnhub' | 'fng'

export interface PlayedStream {
  stub: StubStream
  /** Tells this price of BTC, of now, and a hundredth of it for all other coins; `prices` are those of some. */
  quote(price: number, prices?: Partial<Record<TrackedCoin, number | string>>): void
  send(message: string | object): void
  /** Breaks off. Who connects then waits for its handshake. */
  down(): void
  /** Lets in who waits, and whoever comes. */
  up(): void
  /** Resolves when somebody listens. */
  listened(): Promise<void>
}

export async function withStubMarket<Result>(work: (market: StubMarket) => Promise<Result>): Promise<Result> {
  const behaviours = new Map<string, Behaviour>()
  const byName: Behaviour = (request, response) => {
    const [, name = ''] = request.url!.split('/')
    const behaviour = behaviours.get(name) ?? answers(404, {}, 'not found')
    behaviour(request, response)
  }
  return withUpstream(byName, (rest) =>
    withPlayed(binanceTold, (binance) =>
      withPlayed(createCoinbaseTold(), (coinbase) =>
        withPlayed(krakenTold, (kraken) =>
          work({
            providers: providersAt(rest.url, { binance, coinbase, kraken }),
            ...{ binance, coinbase, kraken, rest, streams: [binance, coinbase, kraken] },
            answer(others) {
              for (const [name, behaviour] of Object.entries(others)) behaviours.set(name, behaviour)
            },
            countOf: (path) => rest.requests.filter(({ url }) => url.startsWith(path)).length,
          }),
        ),
      ),
    ),
  )
}

/** Prices of now, as each of those who are asked has them. */
export function binancePrices(price: number, prices: Prices = {}): Behaviour {
  const row = (coin: TrackedCoin) => ({
    ...binanceCoin(coin),
    lastPrice: String(priceOf(coin, price, prices)),
    closeTime: Date.now(),
  })
  return (request, response) => {
    const body = request.url!.includes('/klines') ? binanceKlines(200) : coins.map(row)
    json(body)(request, response)
  }
}

export function coinGeckoPrices(price: number, prices: Prices = {}): Behaviour {
  const row = (coin: TrackedCoin) => ({
    ...coinGeckoCoin(coin),
    current_price: priceOf(coin, price, prices),
    last_updated: isoNow(),
  })
  return at('/coins/markets', () => coins.map(row))
}

export function cmcPrices(price: number, prices: Prices = {}): Behaviour {
  const row = (coin: TrackedCoin) => {
    const { id, symbol, quote } = cmcCoin(coin)
    const usd = { ...quote.USD, price: priceOf(coin, price, prices), last_updated: isoNow() }
    return { id, symbol, quote: { USD: usd } }
  }
  return at('/cryptocurrency/quotes/latest', () => ({ status: cmcStatus, data: coins.map(row) }))
}

type Prices = Partial<Record<TrackedCoin, number | string>>

const coins = Object.keys(trackedCoins) as TrackedCoin[]

function priceOf(coin: TrackedCoin, price: number, prices: Prices): number | string {
  return prices[coin] ?? (coin === 'BTC' ? price : price / 100)
}

function isoNow(): string {
  return new Date().toISOString()
}

/** Made when it is asked for; anything else is not found. */
function at(path: string, make: () => unknown): Behaviour {
  return (request, response) => {
    const behaviour = request.url!.includes(path) ? json(make()) : answers(404, {}, 'not found')
    behaviour(request, response)
  }
}

function providersAt(
  url: string,
  streams: Record<'binance' | 'coinbase' | 'kraken', PlayedStream>,
): LiveSourcesOptions {
  return {
    binance: { url: `${url}/binance`, streamUrl: streams.binance.stub.url },
    coinbase: { streamUrl: streams.coinbase.stub.url },
    kraken: { streamUrl: streams.kraken.stub.url },
    coingecko: { url: `${url}/coingecko`, key: '' },
    coinmarketcap: { url: `${url}/cmc`, key: '' },
    taapi: { url: `${url}/taapi`, key: '' },
    finnhub: { url: `${url}/finnhub`, key: '' },
    fearGreed: { url: `${url}/fng` },
  }
}

/** The messages in which a stream tells a price. */
type Told = (coin: TrackedCoin, price: number | string) => object | undefined

const binanceTold: Told = (coin, price) => ({
  stream: `${coin.toLowerCase()}usdt@miniTicker`,
  data: { e: '24hrMiniTicker', E: Date.now(), s: `${coin}USDT`, c: String(price) },
})

function createCoinbaseTold(): Told {
  let sequence = 0
  return (coin, price) => {
    if (coin === 'BNB') return undefined // is not traded there
    return { type: 'ticker', sequence: ++sequence, product_id: `${coin}-USD`, price: String(price), time: isoNow() }
  }
}

const krakenTold: Told = (coin, price) => ({
  channel: 'ticker',
  type: 'update',
  data: [{ symbol: `${coin}/USD`, last: price, timestamp: isoNow() }],
})

function withPlayed<Result>(told: Told, work: (stream: PlayedStream) => Promise<Result>): Promise<Result> {
  const waiting: (() => void)[] = []
  let isUp = true
  let socket: WebSocket | undefined
  return withStream(
    ({ accept, socket: raw }) => {
      const letIn = () => void (raw.destroyed || (socket = accept()))
      if (isUp) letIn()
      else waiting.push(letIn)
    },
    (stub) => {
      const send = (message: string | object) =>
        socket?.send(typeof message === 'string' ? message : JSON.stringify(message))
      return work({
        stub,
        send,
        quote(price, prices = {}) {
          for (const coin of coins) {
            const message = told(coin, priceOf(coin, price, prices))
            if (message) send(message)
          }
        },
        down() {
          isUp = false
          for (const accepted of stub.accepted) accepted.terminate()
        },
        up() {
          isUp = true
          for (const letIn of waiting.splice(0)) letIn()
        },
        listened: () => stub.asked.until(() => socket?.readyState === 1),
      })
    },
  )
}
