import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { adopt, type OnBytes } from './adopt.ts'
import { Connection, type ConnectionLimits, type ConnectionParts } from './connection.ts'
import { createHotAnswers, type HotAnswersParts, type HotHits, noHits } from './hot-answers.ts'
import { LentSocket } from './lent-socket.ts'
import { createFieldReader } from './read-head.ts'
import { createTurns } from './turns.ts'
import type { WireClock } from './message-bytes.ts'

export interface WireOptions extends ConnectionLimits {
  /** Clients at once; further ones are turned away. */
  maxConnections: number
}

export interface Wire {
  /** Takes an accepted socket that has not begun to read. */
  accept(socket: Socket): void
  /** Takes a socket as it is, such as one that speaks TLS. */
  acceptStream(socket: Socket): void
  connections(): number
  /** Tells of the hot pages that were answered since they were last told of. */
  settle(): void
  /** Lets each client go with its next answer. */
  part(): void
  /** Ends all connections, each after what it has received is answered. Resolves when the last is gone. */
  end(): Promise<void>
  /** Cuts what is left. */
  destroy(): void
  close(): void
}

export interface WireParts extends Pick<ConnectionParts, 'answerPlain'>, Pick<HotAnswersParts, 'pages' | 'onHot'> {
  /** Answers what the wire does not. */
  http: HttpServer
  /** Gets requests for `upgradePath` with a field for an upgrade: elsewhere such fields are ignored (RFC 9110, section 7.8). */
  upgrades: HttpServer
  upgradePath: string
  /** Hears of hot pages twice a second. */
  countHot(hits: Readonly<HotHits>): void
}

/** What clients connect to: hot pages are answered on the spot, all else by node:http. */
export function createWire(
  { http, upgrades, upgradePath, pages, answerPlain, countHot, onHot }: WireParts,
  options: WireOptions,
): Wire {
  const clock = readClock()
  const hits = noHits()
  const connections = new Set<Connection>()
  const { maxRequests } = options
  const fieldReader = createFieldReader()
  const parts: ConnectionParts = {
    fieldReader,
    answerPlain,
    clock,
    httpFor: (head) => (isUpgrade(head, upgradePath) ? upgrades : http),
    maxRequests,
    turns: createTurns(slowATurn),
    hotAnswers: createHotAnswers({ pages, fieldReader, clock, hits, onHot }),
  }
  let onEmpty: (() => void) | undefined
  let isParting = false

  const tick = () => {
    Object.assign(clock, readClock())
    for (const connection of connections) connection.check(clock.second, options)
    flushHits()
  }
  function flushHits() {
    if (hits.count > 0) countHot(hits)
    Object.assign(hits, noHits())
  }
  const timer = setInterval(tick, 500)
  timer.unref()

  // Before the handler, so that the header is set when it writes.
  for (const server of [http, upgrades]) server.prependListener('request', followAnswer)
  // From then on it is somebody else's affair how long nothing is said.
  upgrades.prependListener('upgrade', ({ socket }: IncomingMessage) => {
    const lent: unknown = socket
    if (lent instanceof LentSocket) lent.owner.asked()
  })

  function take(open: (onBytes: OnBytes) => Socket) {
    const connection = new Connection(open, parts)
    connections.add(connection)
    connection.socket.once('close', () => {
      connections.delete(connection)
      if (connections.size === 0) onEmpty?.()
    })
    if (isParting) connection.part()
  }

  return {
    accept(socket) {
      if (connections.size >= options.maxConnections) return void socket.destroy()
      take((onBytes) => adopt(socket, onBytes))
    },
    acceptStream(socket) {
      if (connections.size >= options.maxConnections) return void socket.destroy()
      take((onBytes) => socket.on('data', (chunk: Buffer) => onBytes(chunk, chunk.length)))
    },
    connections: () => connections.size,
    settle: flushHits,
    part() {
      isParting = true
      for (const connection of connections) connection.part()
    },
    end() {
      const gone = new Promise<void>((resolve) => (onEmpty = resolve))
      if (connections.size === 0) onEmpty!()
      for (const connection of connections) connection.end()
      return gone
    },
    destroy() {
      for (const connection of connections) connection.socket.destroy()
    },
    close() {
      clearInterval(timer)
      flushHits()
    },
  }
}

function followAnswer({ socket }: IncomingMessage, response: ServerResponse): void {
  const lent: unknown = socket
  if (!(lent instanceof LentSocket)) return
  lent.owner.asked()
  if (lent.owner.isLast()) response.setHeader('Connection', 'close')
  response.once('close', () => setImmediate(lent.owner.answered))
}

function isUpgrade(head: string, path: string): boolean {
  const target = head.slice('GET '.length, head.indexOf(' ', 'GET '.length))
  return head.startsWith('GET ') && (target === path || target.startsWith(`${path}?`)) && /\r\nupgrade:/i.test(head)
}

/** Steps of requests that are not for hot pages in a turn of the event loop: each may take as long as fifty of those. */
const slowATurn = 4

function readClock(): WireClock {
  const now = new Date()
  return { second: Math.floor(now.getTime() / 1000), date: now.toUTCString() }
}
