import type { Running } from '../../core/lifecycle.ts'
import { rsiFromCloses } from './computed-rsi.ts'
import type { MarketSources } from './market-sources.ts'
import type { OnProviderEvent } from '../providers/provider-event.ts'
import { createBinance } from '../providers/binance.ts'
import { createCoinGecko } from '../providers/coingecko.ts'
import { createCoinMarketCap } from '../providers/coinmarketcap.ts'
import { createFearGreedIndex } from '../providers/fear-greed.ts'
import { createFinnhub } from '../providers/finnhub.ts'
import { createTaapi } from '../providers/taapi.ts'
import { rsi14 } from './rsi.ts'
import { createBinanceStream } from '../streams/binance.ts'
import { createCoinbaseStream } from '../streams/coinbase.ts'
import { createKrakenStream } from '../streams/kraken.ts'

/** Where each provider is. One that needs a key and has none is left out. */
export interface LiveSourcesOptions {
  binance: { url: string; streamUrl: string }
  coinbase: { streamUrl: string }
  kraken: { streamUrl: string }
  coingecko: { url: string; key: string }
  coinmarketcap: { url: string; key: string }
  taapi: { url: string; key: string }
  finnhub: { url: string; key: string }
  fearGreed: { url: string }
}

/** All providers, of each kind the first choice first. The streams are closed by whoever starts them. */
export function createLiveSources(
  options: LiveSourcesOptions,
  onEvent: OnProviderEvent,
): Running & { sources: MarketSources } {
  const keyed = <Made>({ url, key }: { url: string; key: string }, create: (at: Keyed) => Made): Made[] =>
    key ? [create({ baseUrl: url, key })] : []

  const binance = createBinance({ baseUrl: options.binance.url }, onEvent)
  const { url, key } = options.coingecko
  const coingecko = createCoinGecko({ baseUrl: url, ...(key && { key }) }, onEvent)
  const fearGreed = createFearGreedIndex({ baseUrl: options.fearGreed.url }, onEvent)
  const cmc = keyed(options.coinmarketcap, (at) => createCoinMarketCap(at, onEvent))
  const taapi = keyed(options.taapi, (at) => createTaapi(at, onEvent))
  const finnhub = keyed(options.finnhub, (at) => createFinnhub(at, onEvent))
  const all = [binance, coingecko, fearGreed, ...cmc, ...taapi, ...finnhub]

  return {
    sources: {
      streams: [
        createBinanceStream({ url: options.binance.streamUrl }),
        createCoinbaseStream({ url: options.coinbase.streamUrl }),
        createKrakenStream({ url: options.kraken.streamUrl }),
      ],
      prices: [binance.quotes, coingecko.quotes, ...cmc.map(({ quotes }) => quotes)],
      details: [coingecko.quotes, ...cmc.map(({ quotes }) => quotes)],
      global: [coingecko.global, ...cmc.map(({ global }) => global)],
      fearGreed: [fearGreed.fearGreed],
      rsi: [...taapi.map(({ rsi }) => rsi), rsiFromCloses(binance.closes, rsi14)],
      funds: finnhub.map(({ funds }) => funds),
    },
    async close() {
      await Promise.all(all.map((provider) => provider.close()))
    },
  }
}

interface Keyed {
  baseUrl: string
  key: string
}
