import { randomInt } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import type { Clock } from '../market/figure.ts'
import { closeCodes } from './close-codes.ts'
import { Conversation, type ConversationParts } from './conversation.ts'
import { writeDirectly } from '../core/direct-write.ts'
import { frame, opcodes } from './frames.ts'
import type { Member } from './groups.ts'
import type { Outgoing } from './outgoing.ts'

export interface ConnectionParts extends ConversationParts {
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
  readonly #conversation: Conversation
  #sentBytes = 0
  #readBytes = 0
  /** On its way. Its text is random, so that only who has read it can answer. */
  #ping: { text: string; sentBytes: number } | undefined
  #checksSincePing = 0
  /** Undefined for one that is not held. */
  #heldChecks: number | undefined
  #owed: Map<string, Buffer> | undefined

  constructor(ws: WebSocket, socket: Duplex, parts: ConnectionParts) {
    this.#ws = ws
    this.#socket = socket
    this.#parts = parts
    this.#conversation = new Conversation(this, parts)
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
    if (!isOpen(this.#ws)) {
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

  #write(bytes: Buffer): void {
    if (!isOpen(this.#ws)) return
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
    if (!this.#ping || payload.toString('latin1') !== this.#ping.text || !isOpen(this.#ws)) return
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
    this.#conversation.goOn()
  }

  #onMessage = (data: RawData, isBinary: boolean): void => {
    if (!isOpen(this.#ws)) return
    if (isBinary) this.close(closeCodes.binary)
    else this.#conversation.hear(data as Buffer)
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
}

/** Not a private getter: those are slow, and every frame to every client asks. */
function isOpen(ws: WebSocket): boolean {
  return ws.readyState === ws.OPEN
}

function ignore() {}
