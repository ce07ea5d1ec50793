import { createServer, type RequestListener, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { maxFields, maxHeadBytes } from './refuse-head.ts'
import type { WireOptions } from './wire/wire-server.ts'

/** Gets its connections from the wire. */
export function createNodeHttp(handler: RequestListener, limits: WireOptions): Server {
  const http = createServer(httpLimits(limits), handler)
  // One more than is allowed, so that too many can be told from just enough.
  http.maxHeadersCount = maxFields + 1
  http.on('connect', refuseTunnel)
  // It never listens itself, and only then would it begin to check its time limits.
  http.emit('listening')
  return http
}

/** For connections the wire handed over: the same limits, kept by node. No request may have a body, so none takes longer. */
function httpLimits({ headMs, idleMs }: WireOptions) {
  return {
    maxHeaderSize: maxHeadBytes,
    headersTimeout: headMs,
    requestTimeout: headMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: Math.min(1_000, headMs),
  }
}

/** CONNECT asks for a tunnel, and node leaves the answer to us. */
function refuseTunnel(_: unknown, socket: Duplex): void {
  socket.end(
    'HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD, OPTIONS\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  )
}
