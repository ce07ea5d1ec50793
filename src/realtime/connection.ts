import { randomInt } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import type { Clock } from '../market/figure.ts'
import { closeCodes } from './close-codes.ts'
import { writeDirectly } from './direct-write.ts'
import type { FeedEvent } from './feed-event.ts'
import { frame, opcodes } from './frames.ts'
import type { Member } from './groups.ts'
import type { Hub } from './hub.ts'
import { MessageRate } from './message-rate.ts'
import { type Outgoing, outgoing } from './outgoing.ts'
import { parseMessage } from './parse-message.ts'
import type { ClientMessage, ServerMessage } from './protocol.ts'
import { maxTopics } from './topics.ts'

export interface ConnectionParts {
  hub: Hub
  dashboard(): unknown
  now(): number
  onEvent(event: FeedEvent): void
  limits: ConnectionLimits
}

export interface ConnectionLimits {
  /** Bytes on their way that the client has not said to have read. */
  windowBytes: number
  /** With so many the client is asked how far it has read; less than the window. */
  pingAfterBytes: number
  /** How long a client may stay behind, in checks. */
  slowChecks: number
  /** Checks from one ping to the next, and for its answer. */
  beatChecks: number
}

/** What a client may say that is itself behind with reading. */
const maxWaitingBytes = 16 * 1024

/**
 * One client by WebSocket. `ws` reads for us and ends the connection; what we send goes to the socket itself, as whole frames
 * that many clients share. Without compression `ws` too writes every frame whole, so that none falls into another.
 *
 * A ping follows the bytes it asks about, and the pong says that those were read: the kernel takes megabytes for a client
 * that reads nothing, so neither it nor the socket could tell.
 */
export class Connection implements Member {
  known: Clock | undefined
  readonly #ws: WebSocket
  readonly #socket: Duplex
  readonly #parts: ConnectionParts
  readonly #rate = new MessageRate()
  #sentBytes = 0
  #readBytes = 0
  /** On its way. Its text is random, so that only who has read it can answer. */
  #ping: { text: string; sentBytes: number } | undefined
  #checksSincePing = 0
  /** Undefined for one that is not held. */
  #heldChecks: number | undefined
  /** What came while it was held. */
  #waiting: Buffer[] | undefined
  #owed: Map<string, Buffer> | undefined

  constructor(ws: WebSocket, socket: Duplex, parts: ConnectionParts) {
    this.#ws = ws
    this.#socket = socket
    this.#parts = parts
    ws.on('message', this.#onMessage)
    ws.on('pong', this.#onPong)
    ws.on('ping', this.#onPing)
    // What was wrong is in the code of the end, which follows.
    ws.on('error', ignore)
  }

  get isHeld(): boolean {
    return this.#heldChecks !== undefined
  }

  send(message: Outgoing): void {
    this.#write(message.frame)
  }

  owe(message: Outgoing): void {
    this.#oweFrame(message.type, message.frame)
  }

  /** Called at regular intervals; pings, and cuts who is gone or reads nothing. */
  check(): void {
    const { slowChecks, beatChecks } = this.#parts.limits
    this.#checksSincePing++
    if (!this.#isOpen) {
      if (this.#checksSincePing > 2 * beatChecks) this.#ws.terminate()
    } else if (this.#heldChecks !== undefined) {
      if (++this.#heldChecks > slowChecks) this.#cut('slow')
    } else if (this.#ping) {
      if (this.#checksSincePing > beatChecks) this.#cut('silent')
    } else if (this.#checksSincePing >= beatChecks - 1) writeDirectly(this.#socket, this.#nextPing())
  }

  close(code: number): void {
    this.#ws.close(code)
  }

  terminate(): void {
    this.#ws.terminate()
  }

  get #isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }

  #write(bytes: Buffer): void {
    if (!this.#isOpen) return
    this.#sentBytes += bytes.length
    const unread = this.#sentBytes - this.#readBytes
    const isPingDue = unread > this.#parts.limits.pingAfterBytes && !this.#ping
    writeDirectly(this.#socket, isPingDue ? Buffer.concat([bytes, this.#nextPing()]) : bytes)
    if (unread > this.#parts.limits.windowBytes && !this.isHeld) {
      this.#heldChecks = 0
      this.#parts.onEvent({ type: 'held', transport: 'websocket' })
    }
  }

  #nextPing(): Buffer {
    const text = String(randomInt(2 ** 47))
    this.#ping = { text, sentBytes: this.#sentBytes }
    this.#checksSincePing = 0
    return frame(opcodes.ping, Buffer.from(text))
  }

  #onPong = (payload: Buffer): void => {
    if (!this.#ping || payload.toString('latin1') !== this.#ping.text || !this.#isOpen) return
    this.#readBytes = this.#ping.sentBytes
    this.#ping = undefined
    const unread = this.#sentBytes - this.#readBytes
    if (unread > this.#parts.limits.pingAfterBytes) writeDirectly(this.#socket, this.#nextPing())
    if (this.isHeld && unread <= this.#parts.limits.windowBytes) this.#release()
  }

  /** What it missed, in one message; then whatever it said meanwhile is answered. */
  #release(): void {
    this.#heldChecks = undefined
    for (const bytes of this.#owed?.values() ?? []) this.#write(bytes)
    this.#owed = undefined
    this.#parts.hub.catchUp(this)
    while (this.#waiting && !this.isHeld) {
      const next = this.#waiting.shift()
      if (this.#waiting.length === 0) this.#waiting = undefined
      if (next) this.#read(next)
    }
  }

  #onPing = (payload: Buffer): void => {
    const answer = frame(opcodes.pong, payload)
    // One answer does for all that came before (RFC 6455, section 5.5.3).
    if (this.isHeld) this.#oweFrame('pong', answer)
    else this.#write(answer)
  }

  #oweFrame(what: string, bytes: Buffer): void {
    this.#owed ??= new Map()
    this.#owed.set(what, bytes)
  }

  #cut(reason: 'slow' | 'silent'): void {
    this.#parts.onEvent({ type: 'cut', transport: 'websocket', reason })
    // It arrives if the client reads after all.
    this.#ws.close(closeCodes.notReading)
    this.#ws.terminate()
  }

  #onMessage = (data: RawData, isBinary: boolean): void => {
    if (!this.#isOpen) return
    if (isBinary) return this.close(closeCodes.binary)
    const rate = this.#rate.take(this.#parts.now())
    if (rate !== 'taken') {
      this.#refuse({ type: 'error', code: 'RATE_LIMITED', message: 'at most 20 messages in 10 seconds' })
      if (rate === 'over') this.close(closeCodes.limitsIgnored)
    } else if (this.isHeld) this.#wait(data as Buffer)
    else this.#read(data as Buffer)
  }

  #wait(data: Buffer): void {
    this.#waiting ??= []
    this.#waiting.push(data)
    const bytes = this.#waiting.reduce((sum, { length }) => sum + length, 0)
    if (bytes > maxWaitingBytes) this.close(closeCodes.limitsIgnored)
  }

  #read(data: Buffer): void {
    try {
      const message = parseMessage(data.toString())
      if (message.type === 'error') this.#refuse(message)
      else this.#answer(message)
    } catch (error) {
      this.#parts.onEvent({ type: 'failed', error })
      this.close(closeCodes.serverError)
    }
  }

  #answer(message: ClientMessage): void {
    const { hub, now, dashboard } = this.#parts
    switch (message.type) {
      case 'subscribe':
        return this.#subscribe(message)
      case 'unsubscribe':
        return hub.unsubscribe(this, message.topics)
      case 'resume':
        return hub.resume(this, message)
      case 'ping':
        return this.#say({ type: 'pong', time: now() })
      case 'dashboard_data':
        return this.#say({ type: message.type, data: dashboard(), timestamp: new Date(now()).toISOString() })
      default:
        message satisfies never
    }
  }

  #subscribe({ topics, epoch, seq }: Extract<ClientMessage, { type: 'subscribe' }>): void {
    const { hub } = this.#parts
    if (new Set([...hub.topics(this), ...topics]).size > maxTopics) {
      return this.#refuse({ type: 'error', code: 'TOO_MANY_TOPICS', message: `at most ${maxTopics} topics` })
    }
    hub.subscribe(this, topics, epoch === undefined || seq === undefined ? undefined : { epoch, seq })
  }

  #refuse(error: Extract<ServerMessage, { type: 'error' }>): void {
    this.#parts.onEvent({ type: 'message-refused', code: error.code })
    if (!this.isHeld) this.#say(error)
  }

  #say(message: ServerMessage): void {
    this.send(outgoing(message))
  }
}

function ignore() {}
