import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { within } from '../core/lifecycle.ts'
import type { Board } from '../market/board.ts'
import { createAddressLimit } from './address-limit.ts'
import { closeCodes } from './close-codes.ts'
import { Connection } from './connection.ts'
import { readEventsRequest } from './events-request.ts'
import { EventsStream } from './events-stream.ts'
import type { FeedEvent, Transport } from './feed-event.ts'
import { type Announcement, createHub } from './hub.ts'
import { outgoing } from './outgoing.ts'
import { type MarketMode, protocolVersion } from './protocol.ts'
import { addressOf, type Refusal, refusalOf, refuseUpgrade, upgradeRefusalOf } from './upgrade.ts'

export interface FeedParts {
  board: Board
  market: MarketMode
  /** The id of the build that is served. */
  build(): string
  /** The id of the newest report. */
  report(): number | null
  /** What `/api/crypto/dashboard-summary` answers. */
  dashboard(): unknown
  /** Milliseconds since 1970. */
  now?: () => number
}

export interface FeedOptions {
  /** Whose pages may connect, besides those of the host that is asked: `https://example.com`. */
  origins: readonly string[]
  maxClients: number
  maxPerAddress: number
  /** A ping, or a comment, at least so often; a ping is to be answered within the same time. */
  heartbeatMs?: number
  /** Bytes on their way to a client, after which it is sent nothing until it has read. */
  windowBytes?: number
  /** How long a client may read nothing. */
  slowMs?: number
  /** Changes are sent not more often than this. */
  flushMs?: number
}

export interface Feed {
  /** Takes over an upgrade to `/ws`. `outlet` is where frames go when that is another stream to the same client. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, outlet?: Duplex): void
  /** Answers `/events`. */
  events(request: IncomingMessage, response: ServerResponse): void
  announce(message: Announcement): void
  clients(): number
  /** Says goodbye to all; who does not answer is cut. */
  close(): Promise<void>
}

/** Messages have at most 4 KiB; up to here they are refused, and beyond the connection ends (1009). */
const maxPayload = 64 * 1024
/** Pieces of one message, so that tiny ones do not cost more than large ones. */
const maxPieces = 1_024
const goodbyeMs = 1_000
/** Clients are looked at so often in one heartbeat. */
const beatChecks = 4

/** The feed of docs/feed.md: the figures of a board, reports and builds, to all that are connected. */
export function createFeed(parts: FeedParts, options: FeedOptions, onEvent: (event: FeedEvent) => void): Feed {
  const { board, now = Date.now } = parts
  const { heartbeatMs = 20_000, windowBytes = 32 * 1024, slowMs = 60_000, flushMs = 50 } = options
  const checkMs = heartbeatMs / beatChecks
  const limits = { windowBytes, pingAfterBytes: windowBytes / 2, beatChecks, slowChecks: Math.ceil(slowMs / checkMs) }
  const hub = createHub({ board, now }, { flushMs }, onEvent)
  const clients = new Set<Connection | EventsStream>()
  const addresses = createAddressLimit(options.maxPerAddress)
  const clientParts = { hub, now, onEvent, limits, dashboard: () => parts.dashboard() }
  const admission = {
    origins: options.origins,
    isFull: () => isClosing || clients.size >= options.maxClients,
    isAddressFull: addresses.isReached,
  }
  const pieces = { maxFragments: maxPieces, maxBufferedChunks: maxPieces }
  const server = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload, autoPong: false, ...pieces })
  server.on('wsClientError', (_, socket) => refuse(socket, { status: 400, fields: {} }))
  const checking = setInterval(() => clients.forEach((client) => client.check()), checkMs)
  checking.unref()
  let isClosing = false
  let closing: Promise<void> | undefined
  let onEmpty = () => {}

  function refuse(socket: Duplex, refusal: Refusal) {
    refuseUpgrade(socket, refusal)
    onEvent({ type: 'refused', transport: 'websocket', status: refusal.status })
  }

  function refuseEvents(response: ServerResponse, { status, fields }: Refusal, reason = '') {
    response.writeHead(status, { ...fields, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    response.end(reason)
    onEvent({ type: 'refused', transport: 'events', status })
  }

  function enter(client: Connection | EventsStream, address: string, transport: Transport) {
    clients.add(client)
    addresses.enter(address)
    onEvent({ type: 'opened', transport })
    const { epoch, seq } = board.clock()
    const { market } = parts
    const state = { market, epoch, seq, time: now(), build: parts.build(), report: parts.report() }
    client.send(outgoing({ type: 'welcome', version: protocolVersion, ...state }))
  }

  function leave(client: Connection | EventsStream, address: string, event: FeedEvent) {
    clients.delete(client)
    addresses.leave(address)
    hub.leave(client)
    onEvent(event)
    if (clients.size === 0) onEmpty()
  }

  function open(ws: WebSocket, socket: Duplex, address: string) {
    const client = new Connection(ws, socket, clientParts)
    ws.on('close', (code) => leave(client, address, { type: 'closed', transport: 'websocket', code }))
    enter(client, address, 'websocket')
  }

  return {
    upgrade(request, socket, head, outlet = socket) {
      const refusal = upgradeRefusalOf(request, admission)
      if (refusal) return refuse(socket, refusal)
      server.handleUpgrade(request, socket, head, (ws) => open(ws, outlet, addressOf(request)))
    },
    events(request, response) {
      if (request.method !== 'GET') return refuseEvents(response, { status: 405, fields: { Allow: 'GET' } })
      const refusal = refusalOf(request, admission)
      if (refusal) return refuseEvents(response, refusal)
      const asked = readEventsRequest(request)
      if (typeof asked === 'string') return refuseEvents(response, { status: 400, fields: {} }, asked)
      const address = addressOf(request)
      const client = new EventsStream(response, clientParts)
      response.on('close', () => leave(client, address, { type: 'closed', transport: 'events' }))
      enter(client, address, 'events')
      hub.join(client, asked.topics)
      hub.resume(client, asked.known)
    },
    announce: hub.announce,
    clients: () => clients.size,
    close() {
      isClosing = true
      return (closing ??= sayGoodbye())
    },
  }

  async function sayGoodbye() {
    clearInterval(checking)
    hub.close()
    const gone = new Promise<void>((resolve) => (onEmpty = resolve))
    if (clients.size === 0) return
    for (const client of clients) client.close(closeCodes.goingAway)
    if (await within(goodbyeMs, gone)) return
    for (const client of clients) client.terminate()
    await gone
  }
}
