import { EventEmitter } from 'node:events'
import { connect } from 'node:net'
import { type Commons, createCommons, type CommonsEvent } from '../serve/commons.ts'
import type { ServeEvent } from '../serve/events.ts'
import type { MarketOptions } from '../serve/market.ts'
import { type ServeOptions, type Server, startServer } from '../serve/server.ts'

export interface Served {
  server: Server
  /** Emits each event under its type. */
  emitter: EventEmitter
  url: string
  events: (ServeEvent | CommonsEvent)[]
}

/** Limits far from what a test reaches, unless it wants to. */
export const serveOptions = {
  listen: { host: '127.0.0.1', port: 0 },
  backlog: 511,
  tls: undefined,
  renderThreads: 1,
  hasCores: false,
  renderQueue: 512,
  renderTimeoutMs: 5_000,
  hotBytes: 64 * 1024 * 1024,
  cacheEntries: 2_000,
  cacheBytes: 16 * 1024 * 1024,
  redisUrl: '',
  diskCacheBytes: 0,
  warmPages: 0,
  adminSecret: '',
  adminRemote: false,
  productApiBase: '',
  lazyProducts: 256,
  productRefreshCron: '* * * * *',
  market: 'off',
  feed: { origins: [], maxClients: 1_000, maxPerAddress: 1_000 },
  hitsEveryMs: 3_600_000,
  wire: { headMs: 10_000, idleMs: 30_000, writeMs: 10_000, maxConnections: 5_000, maxRequests: 100_000 },
  drain: { partingMs: 20, deadlineMs: 5_000 },
  slowRequestMs: 3_600_000,
  accessLog: false,
} as const satisfies Omit<ServeOptions, 'out'>

interface TestOptions {
  halfLifeMs?: number
  /** In place of a market of its own: gives the server the changes of the test. */
  followMarket?: Commons['followMarket']
  /** By default that of the mode alone. */
  marketOptions?: MarketOptions
  /** Hears of each event as it comes. */
  hear?: (event: ServeEvent | CommonsEvent) => void
}

/** Runs `work` against a server on a free port of loopback; the server is closed afterwards. */
export async function withServer<Result>(
  out: string,
  { halfLifeMs = 3_600_000, hear, marketOptions: given, followMarket, ...options }: Partial<ServeOptions> & TestOptions,
  work: (served: Served) => Promise<Result>,
): Promise<Result> {
  const events: (ServeEvent | CommonsEvent)[] = []
  const emitter = new EventEmitter()
  const onEvent = (event: ServeEvent | CommonsEvent) => {
    events.push(event)
    emitter.emit(event.type, event)
    hear?.(event)
  }
  const all = { ...serveOptions, out, ...options }
  const popularity = { out, halfLifeMs, everyMs: 3_600_000 }
  const marketOptions = given ?? { mode: all.market === 'demo' ? 'demo' : 'off' }
  const commons = await createCommons({ redisUrl: all.redisUrl, popularity, market: marketOptions }, onEvent)
  try {
    const own = followMarket ? { ...commons, followMarket } : commons
    const server = await startServer(all, own, onEvent)
    try {
      await server.ready
      return await work({ server, emitter, url: server.url.slice(0, -1), events })
    } finally {
      await server.close()
    }
  } finally {
    await commons.close()
  }
}

/** Sends bytes as they are and reads until the server closes: for what no HTTP client would send. */
export function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}

/** The status of a GET with the target exactly as given. */
export async function rawStatus(url: string, target: string, method = 'GET'): Promise<number> {
  const answer = await sendRaw(url, `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
}
