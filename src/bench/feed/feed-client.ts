import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { errnoOf, messageOf } from '../../core/errors.ts'
import { frameAt, maskedFrame, opcodes } from './frames.ts'
import type { FeedMessage } from './feed-message.ts'
import type { FeedRefusal } from './feed-refusal.ts'
import type { RecentMessages } from './recent-messages.ts'
import { upgradeFault, upgradeRequest } from './upgrade.ts'

/** What all clients of a thread have in common. */
export interface FeedClientParts {
  server: { hostname: string; port: number }
  topics: readonly string[]
  /** All sockets receive into it: what a client needs longer it copies. */
  shared: Buffer
  messages: RecentMessages
  listener: FeedClientListener
}

export interface FeedClientListener {
  /** It has its first snapshot. */
  ready(client: FeedClient): void
  received(bytes: number): void
  /** `what` was wrong. */
  wrong(what: string): void
  message(client: FeedClient, message: FeedMessage): void
  /** Its connection is no more; `refusal` is undefined when it closed it itself. */
  ended(client: FeedClient, refusal: FeedRefusal | undefined): void
}

type Stage = 'upgrading' | 'subscribing' | 'ready' | 'closing'

const maxHeadBytes = 16 * 1024
const normalClosure = 1000

/** One client of `/ws` on a socket of its own. It follows the feed's clock, and keeps nothing else of what it hears. */
export class FeedClient {
  epoch = ''
  seq = 0
  readonly #parts: FeedClientParts
  readonly #socket: Socket
  readonly #key = randomBytes(16).toString('base64')
  #stage: Stage = 'upgrading'
  /** The beginning of a head or frame whose rest is still to come. */
  #begun: Buffer | undefined
  #refusal: FeedRefusal | undefined

  constructor(parts: FeedClientParts) {
    this.#parts = parts
    const { hostname, port } = parts.server
    const onread = { buffer: parts.shared, callback: this.#receive }
    // A URL has brackets around an IPv6 address.
    this.#socket = connect({ host: hostname.replace(/^\[(.*)\]$/, '$1'), port, noDelay: true, onread })
    this.#socket.on('error', (error) => this.#giveUp(failure(error)))
    this.#socket.on('close', () => parts.listener.ended(this, this.#ending()))
    this.#socket.write(upgradeRequest(`${hostname}:${port}`, this.#key))
  }

  get isReady(): boolean {
    return this.#stage === 'ready'
  }

  /** Asks for what changed since this client's clock. */
  resume(): void {
    this.#say({ type: 'resume', epoch: this.epoch, seq: this.seq })
  }

  /** Says goodbye, if there is a connection to say it on. */
  close(): void {
    const isUpgraded = this.#stage !== 'upgrading'
    this.#stage = 'closing'
    if (!isUpgraded) return this.destroy()
    const code = Buffer.alloc(2)
    code.writeUInt16BE(normalClosure)
    this.#socket.end(maskedFrame(opcodes.close, code))
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #receive = (count: number): boolean => {
    if (this.#stage === 'closing') return true
    this.#parts.listener.received(count)
    const { shared } = this.#parts
    const bytes = this.#begun ? Buffer.concat([this.#begun, shared.subarray(0, count)]) : shared
    const end = this.#begun ? bytes.length : count
    try {
      const taken = this.#take(bytes, end)
      this.#begun = taken < end ? Buffer.from(bytes.subarray(taken, end)) : undefined
    } catch (error) {
      this.#parts.listener.wrong(messageOf(error))
      this.#giveUp({ said: messageOf(error) })
    }
    return true
  }

  /** Reads what is whole; returns up to where. */
  #take(bytes: Buffer, end: number): number {
    let at = 0
    if (this.#stage === 'upgrading') {
      at = this.#upgrade(bytes, end)
      if (at === 0) return 0
    }
    while (!this.#socket.destroyed) {
      const frame = frameAt(bytes, at, end)
      if (!frame) break
      this.#hear(frame.opcode, bytes, frame.at, frame.end)
      at = frame.end
    }
    return at
  }

  #upgrade(bytes: Buffer, end: number): number {
    const head = bytes.toString('latin1', 0, Math.min(end, maxHeadBytes))
    const length = head.indexOf('\r\n\r\n')
    if (length === -1) {
      if (end >= maxHeadBytes) this.#giveUp({ said: 'the answer to the upgrade has no end' })
      return 0
    }
    const fault = upgradeFault(head.slice(0, length), this.#key)
    if (fault) {
      this.#giveUp(fault)
      return 0
    }
    this.#stage = 'subscribing'
    this.#say({ type: 'subscribe', topics: this.#parts.topics })
    return length + 4
  }

  #hear(opcode: number, bytes: Buffer, at: number, end: number): void {
    if (opcode === opcodes.text) this.#follow(this.#parts.messages.read(bytes, at, end))
    else if (opcode === opcodes.ping) {
      this.#socket.write(maskedFrame(opcodes.pong, bytes.subarray(at, end)))
    } else if (opcode === opcodes.close) {
      this.#giveUp({ said: `the server closed a connection${codeIn(bytes, at, end)}` })
    }
  }

  #follow(message: FeedMessage): void {
    const { listener } = this.#parts
    if (message.type === 'snapshot' || message.type === 'delta') this.#moveClock(message)
    else if (message.type === 'wrong') {
      if (this.#stage === 'subscribing') return this.#giveUp({ said: message.what })
      listener.wrong(message.what)
    }
    listener.message(this, message)
    if (message.type === 'snapshot' && this.#stage === 'subscribing') {
      this.#stage = 'ready'
      listener.ready(this)
    }
  }

  #moveClock(message: Extract<FeedMessage, { type: 'snapshot' | 'delta' }>): void {
    const { epoch, seq } = message
    if (epoch !== this.epoch) {
      if (message.type === 'delta') this.#parts.listener.wrong(`a delta of epoch ${epoch}${this.#known()}`)
    } else if (seq < this.seq || (seq === this.seq && message.type === 'delta' && message.times)) {
      this.#parts.listener.wrong(`a ${message.type} of seq ${seq}${this.#known()}`)
    }
    this.epoch = epoch
    this.seq = seq
  }

  #known(): string {
    return this.epoch === '' ? ' came before any snapshot' : ` came after seq ${this.seq} of epoch ${this.epoch}`
  }

  #say(message: object): void {
    this.#socket.write(maskedFrame(opcodes.text, Buffer.from(JSON.stringify(message))))
  }

  /** The first reason is the one that tells. */
  #giveUp(refusal: FeedRefusal): void {
    this.#refusal ??= refusal
    this.#socket.destroy()
  }

  #ending(): FeedRefusal | undefined {
    if (this.#stage === 'closing') return undefined
    return this.#refusal ?? { said: 'the server ended a connection without a word' }
  }
}

function failure(error: Error): FeedRefusal {
  const code = errnoOf(error)
  return { ...(code === undefined ? {} : { code }), said: `a connection failed: ${error.message || code}` }
}

function codeIn(bytes: Buffer, at: number, end: number): string {
  if (end - at < 2) return ''
  const reason = bytes.toString('utf8', at + 2, end)
  return ` with code ${bytes.readUInt16BE(at)}${reason && ` (${reason})`}`
}
