import { createDemoMarket } from './demo-market.ts'
import { trackedCoins, trackedFunds, type TrackedCoin } from '../figure.ts'
import type { MarketSources } from '../desk/market-sources.ts'
import type { Provider, QuoteStream } from '../quote.ts'

export interface DemoOptions {
  /** Of the same seed all figures are the same at the same time, wherever they are made. */
  seed: string
  now?: () => number
  /** How often the stream tells of every coin. */
  everyMs?: number
}

/** A market that is made up and says so, in the place of all real sources. */
export function createDemoSources(options: DemoOptions): MarketSources {
  const { seed, now = Date.now } = options
  const market = createDemoMarket(seed)
  return {
    streams: [createDemoStream(options)],
    prices: [],
    details: [provider(() => symbols.map((symbol) => market.coin(symbol, now())))],
    global: [provider(() => market.global(now()))],
    fearGreed: [provider(() => market.fearGreed(now()))],
    rsi: [provider(() => market.rsi(now()))],
    funds: [provider(() => fundSymbols.map((symbol) => market.fund(symbol, now())))],
  }
}

function createDemoStream({ seed, now = Date.now, everyMs = 1_000 }: DemoOptions): QuoteStream {
  const market = createDemoMarket(seed)
  let timer: NodeJS.Timeout | undefined
  return {
    name: 'demo',
    start({ quote, state }) {
      const tell = () => symbols.forEach((symbol) => quote(market.coin(symbol, now())))
      state(undefined)
      tell()
      timer = setInterval(tell, everyMs)
      timer.unref()
    },
    async close() {
      clearInterval(timer)
    },
  }
}

const symbols = Object.keys(trackedCoins) as TrackedCoin[]
const fundSymbols = Object.keys(trackedFunds) as (keyof typeof trackedFunds)[]

function provider<Result>(make: () => Result): Provider<Result> {
  return { name: 'demo', fetch: async () => make() }
}
