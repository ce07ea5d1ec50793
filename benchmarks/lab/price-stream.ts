import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

/** A stream in Binance's form on loopback: every coin has another price `perSecond` times a second. */
export async function startPriceStream(perSecond: number): Promise<{ url: string; close(): void }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  let count = 0
  const timer = setInterval(() => {
    count++
    const frames = symbols.map((symbol, index) => JSON.stringify(tickerOf(symbol, index, count)))
    for (const client of server.clients) for (const frame of frames) client.send(frame)
  }, 1000 / perSecond)
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      clearInterval(timer)
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT', 'ADAUSDT', 'LINKUSDT', 'BNBUSDT']

function tickerOf(symbol: string, index: number, count: number) {
  const price = (1000 * (index + 1) * (1 + Math.sin(count / 50 + index) / 100)).toFixed(2)
  const data = {
    e: '24hrMiniTicker',
    E: Date.now(),
    s: symbol,
    c: price,
    o: String(1000 * (index + 1)),
    h: price,
    l: price,
    v: '1',
    q: '1',
  }
  return { stream: `${symbol.toLowerCase()}@miniTicker`, data }
}
