/** HTTP/2 over sockets that speak TLS already: node's sessions, with the limits of a connection. */
import type { RequestListener } from 'node:http'
import {
  constants,
  createServer,
  type Http2ServerRequest,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { Http2Response } from './http2-response.ts'
import { maxFields, pseudoFields } from './refuse-head.ts'
import { isPublicHost, strictTransport } from './strict-transport.ts'
import { unsentBytes } from './wire/unsent-bytes.ts'
import type { WireOptions } from './wire/wire-server.ts'

export type Http2Limits = Pick<WireOptions, 'idleMs' | 'writeMs' | 'maxConnections' | 'maxRequests'>

export interface Http2 {
  /** Takes a socket with which h2 was agreed on. */
  accept(socket: TLSSocket): void
  /** Lets each client go with its next answer. */
  part(): void
  /** Ends all sessions, each after the requests it has begun. Resolves when the last is gone. */
  end(): Promise<void>
  close(): void
}

const maxStreams = 100
/** How long a session that we ended waits for the client's end. */
const lingerMs = 2_000

export function createHttp2(handler: RequestListener, limits: Http2Limits): Http2 {
  const clients = new Map<ServerHttp2Session, Client>()
  let requests = 0
  let isParting = false
  let onEmpty: (() => void) | undefined

  // Resets are limited by node: 1,000, then 33 a second.
  const server = createServer({
    Http2ServerResponse: Http2Response,
    settings: { maxConcurrentStreams: maxStreams },
    // One more than is allowed, so that the handler can tell. Of bytes node takes 64 KiB.
    maxHeaderListPairs: maxFields + 1 + pseudoFields,
    maxSessionInvalidFrames: 100,
  })
  server.on('request', (request, response) => {
    const { stream } = request
    const client = clients.get(stream.session as ServerHttp2Session)
    // As many as there may be connections, since one costs about as much.
    if (!client || requests >= limits.maxConnections) return stream.close(constants.NGHTTP2_REFUSED_STREAM)
    requests++
    stream.once('close', () => requests--)
    if (!stream.endAfterHeaders) stream.once('finish', () => stopReading(request))
    // Browsers speak HTTP/2 wherever there is TLS: those that do not are not worth a part of every hot answer.
    if (isPublicHost(request.authority)) response.setHeader(...strictTransport)
    // node made these two to look like those of HTTP/1.1.
    const [alike, alikeToo] = [request, response] as unknown as Parameters<RequestListener>
    client.asked(stream, () => handler(alike, alikeToo))
  })
  // CONNECT asks for a tunnel.
  server.on('connect', (request, response) => {
    request.stream.once('finish', () => stopReading(request))
    response.writeHead(405, { allow: 'GET, HEAD, OPTIONS' }).end()
  })

  const timer = setInterval(() => {
    for (const client of clients.values()) client.check(performance.now())
  }, 500)
  timer.unref()

  return {
    accept(socket) {
      server.once('session', (session) => {
        const client = new Client(session, socket, limits)
        clients.set(session, client)
        socket.once('close', () => {
          clients.delete(session)
          if (clients.size === 0) onEmpty?.()
        })
        if (isParting) client.part()
      })
      server.emit('connection', socket)
    },
    part() {
      isParting = true
      for (const client of clients.values()) client.part()
    },
    end() {
      const gone = new Promise<void>((resolve) => (onEmpty = resolve))
      if (clients.size === 0) onEmpty!()
      for (const client of clients.values()) client.end()
      return gone
    },
    close: () => clearInterval(timer),
  }
}

/** A request that is answered is read no further. node sees to that only where nothing was read. */
function stopReading(request: Http2ServerRequest): void {
  // Not now: the answer has not ended yet.
  if (!request.complete) setImmediate(() => request.stream.destroy())
}

/** One client, with any number of requests at a time. */
class Client {
  readonly #session: ServerHttp2Session
  readonly #socket: TLSSocket
  readonly #limits: Http2Limits
  readonly #open = new Set<ServerHttp2Stream>()
  #requests = 0
  #isParting = false
  /** Since when the client owes us something. */
  #since = performance.now()
  #movedBytes = 0

  constructor(session: ServerHttp2Session, socket: TLSSocket, limits: Http2Limits) {
    this.#session = session
    this.#socket = socket
    this.#limits = limits
    // Both halves are ours to end (see listen.ts).
    socket.once('end', () => this.end())
  }

  asked(stream: ServerHttp2Stream, answer: () => void): void {
    this.#since = performance.now()
    this.#open.add(stream)
    const answered = () => {
      this.#since = performance.now()
      this.#open.delete(stream)
    }
    stream.once('finish', answered).once('close', answered)
    if (++this.#requests >= this.#limits.maxRequests) this.#isParting = true
    if (!this.#isParting) return answer()
    // What came with it is taken on too, and the client told that these are the last before it has their answers.
    setImmediate(() => {
      this.end()
      answer()
    })
  }

  part(): void {
    this.#isParting = true
  }

  /** No request that comes from now on is answered, and the client is told which was the last. */
  end(): void {
    this.#session.close()
  }

  /** Called now and then; ends a session nobody uses, and cuts a client that keeps us waiting. */
  check(now: number): void {
    const isIdle = this.#open.size === 0 && !this.#isOver()
    // Changes with every byte that comes or is taken.
    const moved = this.#socket.bytesRead + this.#socket.bytesWritten - unsentBytes(this.#socket)
    // A client that only pings is idle.
    if (moved !== this.#movedBytes && !isIdle) this.#since = now
    this.#movedBytes = moved
    if (now - this.#since < this.#limit()) return
    this.#since = now
    if (isIdle) this.end()
    else this.#socket.destroy()
  }

  #isOver(): boolean {
    return this.#session.closed || this.#session.destroyed
  }

  #limit(): number {
    const { idleMs, writeMs } = this.#limits
    // An answer that has not begun is ours to make, and has limits of its own.
    if (this.#open.size > 0) return [...this.#open].some(({ headersSent }) => headersSent) ? writeMs : idleMs
    if (!this.#isOver()) return idleMs
    return this.#socket.writableFinished ? lingerMs : writeMs
  }
}
