import { closeCodes } from './close-codes.ts'
import type { FeedEvent } from './feed-event.ts'
import type { Member } from './groups.ts'
import type { Hub } from './hub.ts'
import { MessageRate } from './message-rate.ts'
import { outgoing } from './outgoing.ts'
import { type ErrorMessage, parseMessage } from './parse-message.ts'
import type { ClientMessage, ServerMessage } from './protocol.ts'
import { maxTopics } from './topics.ts'

export interface ConversationParts {
  hub: Hub
  dashboard(): unknown
  now(): number
  onEvent(event: FeedEvent): void
}

/** Whom we talk to. */
export interface Speaker extends Member {
  close(code: number): void
}

/** What a client may say that is itself behind with reading. */
const maxWaitingBytes = 16 * 1024

/** Answers what one client says. While it is held its messages wait, as their answers would not be read. */
export class Conversation {
  readonly #speaker: Speaker
  readonly #parts: ConversationParts
  readonly #rate = new MessageRate()
  #waiting: Buffer[] = none

  constructor(speaker: Speaker, parts: ConversationParts) {
    this.#speaker = speaker
    this.#parts = parts
  }

  hear(message: Buffer): void {
    const rate = this.#rate.take(this.#parts.now())
    if (rate !== 'taken') {
      this.#refuse({ type: 'error', code: 'RATE_LIMITED', message: 'at most 20 messages in 10 seconds' })
      if (rate === 'over') this.#speaker.close(closeCodes.limitsIgnored)
    } else if (this.#speaker.isHeld) this.#wait(message)
    else this.#answer(message)
  }

  /** The speaker is held no longer. */
  goOn(): void {
    const waiting = this.#waiting
    this.#waiting = none
    // An answer may be what it is held for again.
    for (const message of waiting) {
      if (this.#speaker.isHeld) this.#wait(message)
      else this.#answer(message)
    }
  }

  #wait(message: Buffer): void {
    this.#waiting = [...this.#waiting, message]
    const bytes = this.#waiting.reduce((sum, { length }) => sum + length, 0)
    if (bytes > maxWaitingBytes) this.#speaker.close(closeCodes.limitsIgnored)
  }

  #answer(bytes: Buffer): void {
    try {
      const message = parseMessage(bytes.toString())
      if (message.type === 'error') this.#refuse(message)
      else this.#do(message)
    } catch (error) {
      this.#parts.onEvent({ type: 'failed', error })
      this.#speaker.close(closeCodes.serverError)
    }
  }

  #do(message: ClientMessage): void {
    const { hub, now, dashboard } = this.#parts
    switch (message.type) {
      case 'subscribe':
        return this.#subscribe(message)
      case 'unsubscribe':
        return hub.unsubscribe(this.#speaker, message.topics)
      case 'resume':
        return hub.resume(this.#speaker, message)
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
    if (new Set([...hub.topics(this.#speaker), ...topics]).size > maxTopics) {
      return this.#refuse({ type: 'error', code: 'TOO_MANY_TOPICS', message: `at most ${maxTopics} topics` })
    }
    hub.subscribe(this.#speaker, topics, epoch === undefined || seq === undefined ? undefined : { epoch, seq })
  }

  #refuse(error: ErrorMessage): void {
    this.#parts.onEvent({ type: 'message-refused', code: error.code })
    if (!this.#speaker.isHeld) this.#say(error)
  }

  #say(message: ServerMessage): void {
    this.#speaker.send(outgoing(message))
  }
}

/** One for all of whom nothing waits. */
const none: Buffer[] = []
