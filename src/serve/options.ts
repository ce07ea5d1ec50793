import { availableParallelism } from 'node:os'
import type { ServeSettings } from '../core/config.ts'
import type { CommonsOptions } from './commons.ts'
import type { LiveSourcesOptions } from '../market/desk/live-sources.ts'
import type { ServeOptions } from './server.ts'

const minute = 60_000

/** The settings a person gives, with what nobody has to choose, for one of `workers` processes. */
export function serveOptions(settings: ServeSettings, workers: number): Omit<ServeOptions, 'listen'> {
  const { maxConnections, tlsCert, tlsKey, feedOrigins, feedClients, feedClientsPerAddress } = settings
  // All processes together have as many as are asked for, and each one at least.
  const renderThreads = Math.max(1, Math.round(settings.renderThreads / workers))
  return {
    ...settings,
    renderThreads,
    hasCores: !settings.pinWorkers && workers * (1 + renderThreads) <= availableParallelism(),
    renderTimeoutMs: 5_000,
    tls: tlsCert && tlsKey ? { cert: tlsCert, key: tlsKey } : undefined,
    feed: { origins: feedOrigins, maxClients: feedClients, maxPerAddress: feedClientsPerAddress },
    hitsEveryMs: minute / 2,
    wire: { headMs: 10_000, idleMs: 30_000, writeMs: 10_000, maxConnections, maxRequests: 100_000 },
    drain: { partingMs: 1_000, deadlineMs: 8_000 },
  }
}

export function commonsOptions(settings: ServeSettings): CommonsOptions {
  const { redisUrl, out, market: mode, fetchIntervalS } = settings
  const live = { out, providers: providersOf(settings), pricesEveryMs: fetchIntervalS * 1_000 }
  return {
    redisUrl,
    popularity: { out, halfLifeMs: 24 * 60 * minute, everyMs: minute },
    market: mode === 'live' ? { mode, ...live } : { mode },
  }
}

function providersOf(settings: ServeSettings): LiveSourcesOptions {
  const { binanceUrl, binanceStreamUrl, coinbaseStreamUrl, krakenStreamUrl } = settings
  return {
    binance: { url: binanceUrl, streamUrl: binanceStreamUrl },
    coinbase: { streamUrl: coinbaseStreamUrl },
    kraken: { streamUrl: krakenStreamUrl },
    coingecko: { url: settings.coingeckoUrl, key: settings.coingeckoApiKey },
    coinmarketcap: { url: settings.cmcUrl, key: settings.cmcApiKey },
    taapi: { url: settings.taapiUrl, key: settings.taapiSecret },
    finnhub: { url: settings.finnhubUrl, key: settings.finnhubApiKey },
    fearGreed: { url: settings.fearGreedUrl },
  }
}
