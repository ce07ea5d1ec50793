import type { ServerResponse } from 'node:http'
import type { Clock } from '../market/figure.ts'
import type { ConnectionLimits } from './connection.ts'
import type { FeedEvent } from './feed-event.ts'
import type { Member } from './groups.ts'
import type { Hub } from './hub.ts'
import { type Outgoing, outgoing } from './outgoing.ts'

export interface EventsParts {
  hub: Hub
  now(): number
  onEvent(event: FeedEvent): void
  limits: Pick<ConnectionLimits, 'slowChecks' | 'beatChecks'>
}

/**
 * One client by Server-Sent Events (HTML, section 9.2). It cannot say how far it has read, so it is held when the socket
 * takes no more, until that has drained.
 */
export class EventsStream implements Member {
  known: Clock | undefined
  readonly #response: ServerResponse
  readonly #parts: EventsParts
  #heldChecks: number | undefined
  #checksSincePong = 0
  #owed: Map<string, Outgoing> | undefined

  constructor(response: ServerResponse, parts: EventsParts) {
    this.#response = response
    this.#parts = parts
    response.on('drain', this.#onDrain)
    // A client that left is no error; the end follows.
    response.on('error', () => {})
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // nginx would keep events back.
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
    })
    this.#write('retry: 3000\n\n')
  }

  get isHeld(): boolean {
    return this.#heldChecks !== undefined
  }

  send(message: Outgoing): void {
    this.#write(message.event)
  }

  owe(message: Outgoing): void {
    this.#owed ??= new Map()
    this.#owed.set(message.type, message)
  }

  /** Called at regular intervals; a `pong` shows client and proxies that the line is alive; comments a page cannot see. */
  check(): void {
    const { slowChecks, beatChecks } = this.#parts.limits
    if (this.#heldChecks !== undefined) {
      if (++this.#heldChecks > slowChecks) this.#cut()
    } else if (++this.#checksSincePong >= beatChecks) {
      this.#checksSincePong = 0
      this.send(outgoing({ type: 'pong', time: this.#parts.now() }))
    }
  }

  close(): void {
    this.#response.end()
  }

  terminate(): void {
    this.#response.destroy()
  }

  #write(bytes: Buffer | string): void {
    if (this.#response.writableEnded || this.#response.destroyed) return
    if (this.#response.write(bytes) || this.isHeld) return
    this.#heldChecks = 0
    this.#parts.onEvent({ type: 'held', transport: 'events' })
  }

  #onDrain = (): void => {
    if (!this.isHeld) return
    this.#heldChecks = undefined
    for (const message of this.#owed?.values() ?? []) this.send(message)
    this.#owed = undefined
    this.#parts.hub.catchUp(this)
  }

  #cut(): void {
    this.#parts.onEvent({ type: 'cut', transport: 'events', reason: 'slow' })
    this.terminate()
  }
}
