import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:net'
import { Connection, type ConnectionLimits, type ConnectionParts } from './connection.ts'
import { createHotAnswers } from './hot-answers.ts'
import { LentSocket } from './lent-socket.ts'
import type { WireClock } from './wire-bytes.ts'

export interface WireOptions extends ConnectionLimits {
  /** Clients at once; further ones are not accepted. */
  maxConnections: number
}

export interface Wire {
  server: Server
  /** Ends the connections that are ours, each after what it has received is answered. */
  endConnections(): void
  /** Cuts what is left. */
  destroyConnections(): void
  close(): void
}

/** The server clients connect to: hot pages are answered on the spot, all else by `http`. */
export function createWire(
  http: HttpServer,
  parts: Pick<ConnectionParts, 'pages' | 'countHot'>,
  options: WireOptions,
): Wire {
  const clock = readClock()
  const connections = new Map<Connection, () => void>()
  const hotAnswers = createHotAnswers()
  const timer = setInterval(() => {
    Object.assign(clock, readClock())
    for (const connection of connections.keys()) connection.check(clock.second, options)
  }, 500)
  timer.unref()

  http.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const lent: unknown = socket
    if (lent instanceof LentSocket) response.once('finish', () => setImmediate(lent.owner.answered))
  })

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    const connection = new Connection(socket, { ...parts, hotAnswers, clock, http })
    connections.set(connection, () => socket.destroy())
    socket.once('close', () => connections.delete(connection))
  })
  server.maxConnections = options.maxConnections

  return {
    server,
    endConnections() {
      for (const connection of connections.keys()) connection.end()
    },
    destroyConnections() {
      for (const destroy of connections.values()) destroy()
    },
    close: () => clearInterval(timer),
  }
}

function readClock(): WireClock {
  const now = new Date()
  return { second: Math.floor(now.getTime() / 1000), date: now.toUTCString() }
}
