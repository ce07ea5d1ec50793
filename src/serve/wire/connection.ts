import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { ReadyPage } from '../ready-page.ts'
import type { HotAnswers } from './hot-answers.ts'
import { LentSocket } from './lent-socket.ts'
import type { WireClock } from './wire-bytes.ts'

export interface ConnectionParts {
  hotAnswers: HotAnswers
  pages(): ReadonlyMap<string, ReadyPage>
  clock: WireClock
  /** Decides on everything the fast path is not sure of. */
  http: Server
  countHot(requests: number): void
}

export interface ConnectionLimits {
  /** For a whole head, from its first byte; never extended. */
  headMs: number
  /** Without a request. */
  idleMs: number
  /** Without the client taking a byte of what is queued for it. */
  writeMs: number
}

/** Answers written in one turn of the loop, so that one client cannot keep all others waiting. */
const maxQueued = 64
/** A head may be as long as this; node then says that it is too long. */
const maxHeadBytes = 16 * 1024
/** Bytes that may wait while node:http answers. */
const maxWaitingBytes = 64 * 1024
/** How long a connection that we ended waits for the client's end: closed at once, the last answer could be lost. */
const lingerSeconds = 2
const headEnd = '\r\n\r\n'

/** A request without a body that node's parser reads to exactly the same end: it may be lent and taken back. */
const bodyless =
  /^[A-Z]{3,10} [\x21-\x7e]+ HTTP\/1\.1\r\n(?:(?!content-length:|transfer-encoding:|upgrade:|expect:|connection:(?![\t ]*(?:keep-alive|close)[\t ]*\r\n)|http2-settings:|proxy-connection:)[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)+\r\n$/i

/**
 * One client. Heads that are recognised are answered from the hot pages, in order; any other request is lent to node:http,
 * one at a time, and the connection goes on when its answer is sent. What may have a body, or is not HTTP as we know it, is
 * handed over for good with every byte that has come.
 */
export class Connection {
  readonly #socket: Socket
  readonly #parts: ConnectionParts
  /** Received, and not answered yet. */
  #text = ''
  #mode: 'own' | 'lent' | 'handed-over' | 'closing' = 'own'
  #lent: LentSocket | undefined
  /** No request will come: the client ended its half, or the server stops. What has come is still answered. */
  #isLast = false
  #isTurnQueued = false
  /** Since when the client owes us a request, or the rest of one, in seconds of the clock. */
  #since: number
  #unsent = { bytes: 0, since: 0 }
  #closedAt = 0

  constructor(socket: Socket, parts: ConnectionParts) {
    this.#socket = socket
    this.#parts = parts
    this.#since = parts.clock.second
    socket.on('data', this.#onData)
    socket.on('drain', this.#onDrain)
    socket.on('end', this.#onEnd)
    socket.on('error', () => socket.destroy())
  }

  /** Called now and then; cuts a client that keeps us waiting. What was handed over has node's clock for all but writing. */
  check(second: number, limits: ConnectionLimits): void {
    if (this.#isStuck(second, limits.writeMs)) this.#socket.destroy()
    if (this.#unsent.bytes > 0) return
    if (this.#mode === 'closing') {
      this.#closedAt ||= second
      if (second - this.#closedAt >= lingerSeconds) this.#socket.destroy()
    } else if (this.#mode === 'own') {
      const limit = this.#text ? limits.headMs : limits.idleMs
      if ((second - this.#since) * 1000 >= limit) this.#socket.destroy()
    }
  }

  /** Answers what has come, then ends; a connection that was handed over is not ours to end. */
  end(): void {
    this.#isLast = true
    if (this.#mode === 'own') this.#advance()
  }

  /** Whether bytes are queued of which the client has taken none for too long. */
  #isStuck(second: number, writeMs: number): boolean {
    // Of one large write node tells only the end; the handle knows how much of it is left.
    const handle = (this.#socket as Socket & { _handle?: { writeQueueSize?: number } })._handle
    const bytes = this.#socket.writableLength === 0 ? 0 : this.#socket.writableLength + (handle?.writeQueueSize ?? 0)
    if (bytes === 0 || bytes !== this.#unsent.bytes) this.#unsent = { bytes, since: second }
    return bytes > 0 && (second - this.#unsent.since) * 1000 >= writeMs
  }

  #onData = (chunk: Buffer): void => {
    if (this.#mode === 'closing') return
    if (this.#text === '') this.#since = this.#parts.clock.second
    this.#text += chunk.toString('latin1')
    if (this.#mode === 'own') this.#advance()
    else if (this.#text.length > maxWaitingBytes) this.#socket.pause()
  }

  #onDrain = (): void => {
    if (this.#mode === 'own') this.#advance()
    else if (this.#text.length <= maxWaitingBytes) this.#socket.resume()
  }

  #onEnd = (): void => {
    this.#isLast = true
    if (this.#mode === 'own') this.#advance()
  }

  /** Answers whole heads until one has to be passed on, the client takes no more, or the turn is over. */
  #advance(): void {
    const { hotAnswers, pages, clock, countHot } = this.#parts
    const socket = this.#socket
    if (socket.destroyed || socket.writableNeedDrain || this.#isTurnQueued) return

    const text = this.#text
    let at = 0
    let answered = 0
    let isTurnOver = false
    let cold: string | undefined
    while (!isTurnOver) {
      const end = text.indexOf(headEnd, at)
      if (end < 0) break
      const head = at === 0 && end + 4 === text.length ? text : text.slice(at, end + 4)
      const answer = hotAnswers(head, pages(), clock)
      if (!answer) {
        cold = head
        break
      }
      at = end + 4
      if (++answered === 2) socket.cork()
      isTurnOver = !socket.write(answer) || answered === maxQueued
    }
    if (answered > 1) socket.uncork()
    if (answered > 0) {
      this.#since = clock.second
      countHot(answered)
      this.#text = text.slice(at)
    }

    if (cold) this.#pass(cold)
    else if (isTurnOver) this.#yield()
    else if (this.#text.length > maxHeadBytes) this.#handOver()
    else if (this.#isLast) this.#close()
    else if (socket.isPaused()) socket.resume()
  }

  /** Goes on when the socket has drained, or after all others had their turn. */
  #yield(): void {
    this.#socket.pause()
    if (this.#socket.writableNeedDrain) return
    this.#isTurnQueued = true
    setImmediate(() => {
      this.#isTurnQueued = false
      if (this.#mode === 'own') this.#advance()
    })
  }

  #pass(head: string): void {
    if (!bodyless.test(head)) return this.#handOver()
    this.#text = this.#text.slice(head.length)
    this.#mode = 'lent'
    if (!this.#lent) {
      this.#lent = new LentSocket(this.#socket, { answered: this.#takeBack, ended: () => this.#close() })
      this.#parts.http.emit('connection', this.#lent)
    }
    this.#lent.push(Buffer.from(head, 'latin1'))
    if (this.#text.length <= maxWaitingBytes) this.#socket.resume()
  }

  /** The answer to what was lent is written. */
  #takeBack = (): void => {
    if (this.#mode !== 'lent') return
    this.#mode = 'own'
    this.#since = this.#parts.clock.second
    this.#advance()
  }

  /** Sends what is queued, then our end; what the client still sends is dropped until its end comes. */
  #close(): void {
    if (this.#mode === 'closing') return
    this.#mode = 'closing'
    this.#text = ''
    this.#lent?.retire()
    this.#socket.end()
    this.#socket.resume()
  }

  #handOver(): void {
    this.#mode = 'handed-over'
    this.#lent?.retire()
    const socket = this.#socket
    socket.off('data', this.#onData).off('drain', this.#onDrain).off('end', this.#onEnd)
    const bytes = Buffer.from(this.#text, 'latin1')
    this.#text = ''
    this.#parts.http.emit('connection', socket)
    if (bytes.length > 0) socket.unshift(bytes)
    socket.resume()
  }
}
