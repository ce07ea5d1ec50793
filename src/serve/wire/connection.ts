import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { writeDirectly } from '../../core/direct-write.ts'
import type { Message } from '../message.ts'
import type { AnswerPlain } from '../plain-request.ts'
import type { OnBytes } from './adopt.ts'
import type { HotAnswers } from './hot-answers.ts'
import { LentSocket } from './lent-socket.ts'
import { messageBytes, type WireClock } from './message-bytes.ts'
import { type FieldReader, readHead } from './read-head.ts'
import type { Turns } from './turns.ts'
import { unsentBytes } from './unsent-bytes.ts'

export interface ConnectionParts {
  hotAnswers: HotAnswers
  fieldReader: FieldReader
  answerPlain: AnswerPlain
  clock: WireClock
  /** What decides on everything we are not sure of, by the head it begins with. */
  httpFor(head: string): Server
  maxRequests: number
  /** When what is not hot is looked at, and answered. */
  turns: Turns
}

export interface ConnectionLimits {
  /** For a whole head, from its first byte; never extended. */
  headMs: number
  /** Without a request. */
  idleMs: number
  /** Without the client taking a byte of what is queued for it. */
  writeMs: number
  /** After so many the client has to connect again: a long-lived connection would keep to one worker for ever. */
  maxRequests: number
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
 * One client. Heads that are recognised are answered from the hot pages, in order, or wait until their page is found; any
 * other request is lent to node:http. That is one at a time, and the connection goes on when its answer is sent. What may
 * have a body, or is not HTTP as we know it, is handed over for good with every byte that has come and will come.
 */
export class Connection {
  readonly #socket: Socket
  readonly #parts: ConnectionParts
  /** Received, and not answered yet. */
  #text = ''
  #mode: 'own' | 'waiting' | 'handed-over' | 'closing' = 'own'
  #lent: LentSocket | undefined
  /** Who has it. */
  #http: Server | undefined
  #requests = 0
  /** Requests node:http has begun to answer on this connection. */
  #underWay = 0
  /** The client ended its half: what has come is still answered. */
  #isHalfClosed = false
  /** The server stops: the next answer that has no request behind it tells the client so, and is the last. */
  #isParting = false
  /** And no request is waited for. */
  #isEnding = false
  #isTurnQueued = false
  /** The client takes no more for now. */
  #isFull = false
  /** Since when the client owes us a request, or the rest of one, in seconds of the clock. */
  #since: number
  #unsent = { bytes: 0, since: 0 }
  #closedAt = 0

  /** `open` gives the socket, and from then on all that comes in. */
  constructor(open: (onBytes: OnBytes) => Socket, parts: ConnectionParts) {
    this.#parts = parts
    this.#since = parts.clock.second
    this.#socket = open(this.#onBytes)
    this.#socket
      .on('drain', this.#onDrain)
      .on('end', this.#onEnd)
      .on('error', () => this.#socket.destroy())
      // Who still works on an answer learns that nobody waits for it.
      .on('close', () => this.#lent?.retire())
  }

  get socket(): Socket {
    return this.#socket
  }

  /** Called now and then; cuts a client that keeps us waiting. For the head of a request that was handed over node has a clock. */
  check(second: number, limits: ConnectionLimits): void {
    if (this.#isStuck(second, limits.writeMs)) this.#socket.destroy()
    if (this.#unsent.bytes > 0) return
    if (this.#mode === 'closing') {
      this.#closedAt ||= second
      if (second - this.#closedAt >= lingerSeconds) this.#socket.destroy()
    } else if (this.#mode === 'own' || (this.#mode === 'handed-over' && this.#underWay === 0)) {
      const limit = this.#text ? limits.headMs : limits.idleMs
      if ((second - this.#since) * 1000 >= limit) this.#socket.destroy()
    }
  }

  /** From now on an answer tells the client that the connection ends with it. */
  part(): void {
    this.#isParting = true
  }

  /** Ends now, or after the answer under way. */
  end(): void {
    this.#isParting = true
    this.#isEnding = true
    if (this.#mode === 'own') this.#advance()
    else if (this.#mode === 'handed-over' && this.#underWay === 0) this.#close()
  }

  /** Whether bytes are queued of which the client has taken none for too long. */
  #isStuck(second: number, writeMs: number): boolean {
    const bytes = this.#isFull || this.#socket.writableLength > 0 ? unsentBytes(this.#socket) : 0
    if (bytes === 0 || bytes !== this.#unsent.bytes) this.#unsent = { bytes, since: second }
    return bytes > 0 && (second - this.#unsent.since) * 1000 >= writeMs
  }

  #onBytes: OnBytes = (buffer, count) => {
    if (this.#mode === 'closing') return
    if (this.#mode === 'handed-over') return this.#forward(Buffer.from(buffer.subarray(0, count)))
    if (this.#text === '') {
      this.#since = this.#parts.clock.second
      if (this.#answersAtOnce(buffer, count)) return
    }
    this.#text += buffer.toString('latin1', 0, count)
    if (this.#mode === 'own') this.#advance()
    if (this.#text.length > maxWaitingBytes) this.#socket.pause()
  }

  #onDrain = (): void => {
    this.#isFull = false
    if (this.#mode === 'own') this.#advance()
    else if (this.#mode === 'waiting' && this.#text.length <= maxWaitingBytes) this.#socket.resume()
  }

  #onEnd = (): void => {
    this.#isHalfClosed = true
    if (this.#mode === 'own') this.#advance()
    else if (this.#mode === 'handed-over') this.#lent!.push(null)
  }

  /** What is asked for most: one hot page, by a head that comes alone and whole. No text is made of it. */
  #answersAtOnce(buffer: Buffer, count: number): boolean {
    if (this.#mode !== 'own' || this.#isParting) return false
    const answer = this.#parts.hotAnswers.toBytes(buffer, count)
    if (!answer) return false
    this.#count(1)
    if (!this.#write(answer)) this.#yield()
    return true
  }

  /** Answers whole heads until one has to be passed on, the client takes no more, or the turn is over. */
  #advance(): void {
    const { hotAnswers, clock } = this.#parts
    const socket = this.#socket
    if (socket.destroyed || this.#mustWait() || this.#isTurnQueued) return

    const text = this.#text
    let at = 0
    let answered = 0
    let isTurnOver = false
    let cold: string | undefined
    while (!isTurnOver) {
      const end = text.indexOf(headEnd, at)
      if (end < 0) break
      const head = at === 0 && end + 4 === text.length ? text : text.slice(at, end + 4)
      // The last answer has to say that it is the last, which those made beforehand do not.
      const isLast = this.#isParting && end + 4 === text.length
      const answer = isLast ? undefined : hotAnswers.toHead(head)
      if (!answer) {
        cold = head
        break
      }
      at = end + 4
      if (++answered === 2) socket.cork()
      const takesMore = answered === 1 ? this.#write(answer) : socket.write(answer)
      isTurnOver = !takesMore || answered === maxQueued
    }
    if (answered > 1) socket.uncork()
    if (answered > 0) {
      this.#since = clock.second
      this.#count(answered)
      this.#text = at === text.length ? '' : text.slice(at)
    }

    if (cold) this.#pass(cold)
    else if (isTurnOver) this.#yield()
    else if (this.#text.length > maxHeadBytes) this.#handOver()
    else if (this.#isHalfClosed || this.#isEnding) this.#close()
    else if (socket.isPaused()) socket.resume()
  }

  #write(bytes: Buffer): boolean {
    const takesMore = writeDirectly(this.#socket, bytes)
    this.#isFull = !takesMore
    return takesMore
  }

  /** What node:http has written counts as well. */
  #mustWait(): boolean {
    return this.#isFull || this.#socket.writableNeedDrain
  }

  #count(requests: number): void {
    this.#requests += requests
    if (this.#requests >= this.#parts.maxRequests - 1) this.#isParting = true
  }

  /** Goes on when the socket has drained, or after all others had their turn. */
  #yield(): void {
    this.#socket.pause()
    if (this.#mustWait()) return
    this.#isTurnQueued = true
    setImmediate(() => {
      this.#isTurnQueued = false
      if (this.#mode === 'own') this.#advance()
    })
  }

  #pass(head: string): void {
    if (!bodyless.test(head)) return this.#handOver()
    this.#text = this.#text.slice(head.length)
    this.#count(1)
    this.#mode = 'waiting'
    this.#parts.turns(() => this.#find(head))
    if (this.#text.length <= maxWaitingBytes) this.#socket.resume()
  }

  #find(head: string): void {
    if (this.#socket.destroyed) return
    const { answerPlain, fieldReader, turns } = this.#parts
    const request = readHead(head, fieldReader)
    const finding = request && answerPlain(request)
    if (!finding) this.#lend(head)
    else void finding.then((message) => turns(() => this.#send(message)))
  }

  #send(message: Message): void {
    if (this.#socket.destroyed) return
    const isLast = this.#isParting && this.#text === ''
    this.#write(messageBytes(message, this.#parts.clock, isLast))
    if (isLast) this.#close()
    else this.#goOn()
  }

  #handOver(): void {
    const text = this.#text
    this.#text = ''
    this.#mode = 'handed-over'
    this.#lend(text)
    if (this.#isHalfClosed) this.#lent!.push(null)
  }

  #lend(text: string): void {
    const http = this.#parts.httpFor(text)
    if (!this.#lent || this.#http !== http) {
      this.#lent?.retire()
      this.#http = http
      this.#lent = new LentSocket(this.#socket, {
        asked: () => void this.#underWay++,
        isLast: () => this.#isParting && this.#text === '',
        answered: this.#takeBack,
        ended: () => this.#close(),
        wants: () => this.#mode === 'handed-over' && this.#socket.resume(),
      })
      http.emit('connection', this.#lent)
    }
    this.#forward(Buffer.from(text, 'latin1'))
  }

  #forward(bytes: Buffer): void {
    this.#since = this.#parts.clock.second
    if (!this.#lent!.push(bytes) && this.#mode === 'handed-over') this.#socket.pause()
  }

  /** The answer to what was lent is written. */
  #takeBack = (): void => {
    this.#underWay--
    if (this.#mode === 'waiting') return this.#goOn()
    this.#since = this.#parts.clock.second
    if (this.#isEnding && this.#underWay === 0) this.#close()
  }

  #goOn(): void {
    this.#since = this.#parts.clock.second
    this.#mode = 'own'
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
}
