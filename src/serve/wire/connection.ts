import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { ReadyPage } from '../ready-page.ts'
import type { HotAnswers } from './hot-answers.ts'
import { LentSocket } from './lent-socket.ts'
import { maxFieldBytes } from './recognise.ts'
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

/** Answers queued on one connection before it is read no further. */
const maxQueued = 64
/** Bytes that may wait while node:http answers. */
const maxWaitingBytes = 64 * 1024
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
  #waiting = ''
  #state: 'reading' | 'lent' | 'handed-over' | 'ending' = 'reading'
  #lent: LentSocket | undefined
  /** Since when the client owes us something, in seconds of the clock. */
  #since: number
  #writtenAt = 0
  #bytesTaken = 0

  constructor(socket: Socket, parts: ConnectionParts) {
    this.#socket = socket
    this.#parts = parts
    this.#since = parts.clock.second
    socket.on('data', this.#onData)
    socket.on('drain', this.#onDrain)
    socket.on('end', this.#onEnd)
    socket.on('error', () => socket.destroy())
  }

  /** Called about once a second; cuts a client that keeps us waiting. */
  check(second: number, limits: ConnectionLimits): void {
    if (this.#state === 'handed-over') return
    if (this.#socket.writableLength > 0) {
      const taken = this.#socket.bytesWritten - this.#socket.writableLength
      if (taken !== this.#bytesTaken || this.#writtenAt === 0) {
        this.#bytesTaken = taken
        this.#writtenAt = second
      } else if ((second - this.#writtenAt) * 1000 >= limits.writeMs) this.#socket.destroy()
      return
    }
    this.#writtenAt = 0
    if (this.#state === 'lent') return
    const limit = this.#waiting ? limits.headMs : limits.idleMs
    if ((second - this.#since) * 1000 >= limit) this.#socket.destroy()
  }

  /** Answers what has come, then ends; a connection that was handed over is not ours to end. */
  end(): void {
    if (this.#state === 'reading') {
      this.#state = 'ending'
      this.#socket.end()
    } else if (this.#state === 'lent') this.#state = 'ending'
  }

  get isHandedOver(): boolean {
    return this.#state === 'handed-over'
  }

  #onData = (chunk: Buffer): void => {
    const text = chunk.toString('latin1')
    if (this.#waiting === '') this.#since = this.#parts.clock.second
    const all = this.#waiting === '' ? text : this.#waiting + text
    if (this.#state === 'reading') this.#answer(all)
    else this.#keep(all)
  }

  #onDrain = (): void => {
    if (this.#state === 'reading') this.#answer(this.#waiting)
    if (this.#state === 'reading' || this.#state === 'lent') this.#socket.resume()
  }

  /** The client sends no more; what it asked for is still answered. */
  #onEnd = (): void => {
    if (this.#state === 'reading' && !this.#socket.writableNeedDrain) this.#socket.end()
    else if (this.#state === 'lent') this.#state = 'ending'
  }

  /** Answers as many whole heads as stand in `text`; the rest waits. */
  #answer(text: string): void {
    const { hotAnswers, pages, clock } = this.#parts
    const socket = this.#socket
    let at = 0
    let queued = 0
    while (at < text.length) {
      const end = text.indexOf(headEnd, at)
      if (end < 0) break
      const head = at === 0 && end + 4 === text.length ? text : text.slice(at, end + 4)
      const answer = hotAnswers(head, pages(), clock)
      if (!answer) {
        this.#finishTurn(queued)
        return this.#pass(head, text.slice(at + head.length))
      }
      if (queued++ === 1) socket.cork()
      at = end + 4
      if (!socket.write(answer) || queued === maxQueued) {
        this.#finishTurn(queued)
        this.#since = clock.second
        this.#keep(text.slice(at))
        // Asks for the drain event also where the socket would have taken more.
        if (!socket.writableNeedDrain) setImmediate(this.#onDrain)
        socket.pause()
        return
      }
    }
    this.#finishTurn(queued)
    if (at > 0) this.#since = clock.second
    this.#keep(at === 0 ? text : text.slice(at))
    if (this.#waiting.length > maxFieldBytes) this.#handOver()
  }

  #finishTurn(queued: number): void {
    if (queued > 1) this.#socket.uncork()
    if (queued > 0) this.#parts.countHot(queued)
  }

  #keep(text: string): void {
    this.#waiting = text
    if (this.#state !== 'reading' && text.length > maxWaitingBytes) this.#socket.pause()
  }

  #pass(head: string, rest: string): void {
    this.#waiting = rest
    if (!bodyless.test(head)) {
      this.#waiting = head + rest
      return this.#handOver()
    }
    this.#state = 'lent'
    if (!this.#lent) {
      this.#lent = new LentSocket(this.#socket, this.#takeBack)
      this.#parts.http.emit('connection', this.#lent)
    }
    this.#lent.push(Buffer.from(head, 'latin1'))
  }

  /** The answer to what was lent is written. */
  #takeBack = (): void => {
    if (this.#socket.destroyed || this.#socket.writableEnded) return
    if (this.#state === 'ending') {
      this.#socket.end()
      return
    }
    if (this.#state !== 'lent') return
    this.#state = 'reading'
    this.#since = this.#parts.clock.second
    const text = this.#waiting
    this.#waiting = ''
    this.#answer(text)
    if (!this.#socket.writableNeedDrain) this.#socket.resume()
  }

  #handOver(): void {
    this.#state = 'handed-over'
    this.#lent?.retire()
    const socket = this.#socket
    socket.off('data', this.#onData).off('drain', this.#onDrain).off('end', this.#onEnd)
    const bytes = Buffer.from(this.#waiting, 'latin1')
    this.#waiting = ''
    this.#parts.http.emit('connection', socket)
    if (bytes.length > 0) socket.unshift(bytes)
    socket.resume()
  }
}
