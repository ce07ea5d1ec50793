import { connect } from 'node:net'
import type { ServeEvent } from '../serve/events.ts'
import { type ServeOptions, type Server, startServer } from '../serve/server.ts'

export interface Served {
  server: Server
  url: string
  events: ServeEvent[]
}

/** Runs `work` against a server on a free port of loopback; the server is closed afterwards. */
export async function withServer<Result>(
  out: string,
  options: Partial<ServeOptions>,
  work: (served: Served) => Promise<Result>,
): Promise<Result> {
  const events: ServeEvent[] = []
  const server = await startServer({
    out,
    listen: { host: '127.0.0.1', port: 0 },
    backlog: 511,
    renderThreads: 1,
    renderQueue: 512,
    renderTimeoutMs: 5_000,
    cacheBytes: 16 * 1024 * 1024,
    wire: { headMs: 10_000, idleMs: 30_000, writeMs: 10_000, maxConnections: 5_000 },
    popularity: { halfLifeMs: 3_600_000, everyMs: 3_600_000 },
    drain: { partingMs: 20, deadlineMs: 5_000 },
    onEvent: (event) => events.push(event),
    ...options,
  })
  try {
    return await work({ server, url: server.url.slice(0, -1), events })
  } finally {
    await server.close()
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
