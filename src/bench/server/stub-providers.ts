/** Providers of the market on loopback, in this process: at first one of them answers, then all fail in the ways there are. */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import type { Running } from '../../core/lifecycle.ts'
import type { SettingName } from '../../core/settings.ts'

export interface StubProviders extends Running {
  /** The settings by which a server turns to them alone, and without keys of anybody's. */
  settings: Partial<Record<SettingName, string>>
  fail(): void
}

export async function startStubProviders(): Promise<StubProviders> {
  let answer: RequestListener = answerTicker
  const server = createServer((request, response) => answer(request, response))
  // All streams are refused, so that prices are asked for.
  server.on('upgrade', (_request, socket) => socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    settings: settingsFor(`127.0.0.1:${port}`),
    fail() {
      let asked = 0
      answer = (request, response) => failures[asked++ % failures.length]!(request, response)
    },
    async close() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

function settingsFor(host: string): StubProviders['settings'] {
  const [http, stream] = [`http://${host}`, `ws://${host}`]
  return {
    binanceUrl: `${http}/binance`,
    coingeckoUrl: `${http}/coingecko`,
    cmcUrl: `${http}/cmc`,
    taapiUrl: `${http}/taapi`,
    finnhubUrl: `${http}/finnhub`,
    fearGreedUrl: `${http}/fear-greed`,
    binanceStreamUrl: stream,
    coinbaseStreamUrl: stream,
    krakenStreamUrl: stream,
    cmcApiKey: '',
    taapiSecret: '',
    finnhubApiKey: '',
    coingeckoApiKey: '',
    fetchIntervalS: '1',
  }
}

const symbols = z.array(z.string())

/** Binance's prices of the last 24 hours, in the fields that are read; whatever else is asked for is not there. */
const answerTicker: RequestListener = (request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://stub')
  if (!pathname.endsWith('/ticker/24hr')) return void response.writeHead(404).end()
  const closeTime = Date.now()
  const asked = symbols.parse(JSON.parse(searchParams.get('symbols') ?? '[]'))
  const rows = asked.map((symbol) => ({ symbol, lastPrice: priceAt(symbol, closeTime), closeTime }))
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(rows))
}

/** Another one each second, near enough to the one before to be believed. */
function priceAt(symbol: string, ms: number): string {
  const base = symbol.startsWith('BTC') ? 90_000 : 900
  return (base * (1 + 0.01 * Math.sin(ms / 10_000))).toFixed(2)
}

const failures: readonly RequestListener[] = [
  (_request, response) => response.writeHead(500).end('no'),
  (_request, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"not json'),
  // Nothing, for as long as whoever asks has patience.
  () => {},
]
