import { AnswerReader, type KnownAnswers } from './answer-reader.ts'
import type { LoadPlan } from './load-plan.ts'
import { openSocket, type OpenSocket } from './open-socket.ts'

export interface ConnectionParts {
  server: LoadPlan['server']
  /** The bytes of each request. */
  requests: readonly Buffer[]
  known: KnownAnswers
  /** For what is read; shared by all connections of the thread. */
  shared: Buffer
  owner: ConnectionOwner
}

/** Hears how what was asked ended; the connection is free again when one of these is called. */
export interface ConnectionOwner {
  onAnswer(connection: Connection): void
  /** No answer came, also on a second socket; with a reason when what came was no answer. */
  onLost(connection: Connection, malformed: Error | undefined): void
  /** Beside an answer. */
  onProblem(connection: Connection, problem: string): void
}

/**
 * One client: one request at a time, over a socket that is kept. A socket that is lost on the way is replaced and the request
 * sent once more, which a browser does, too (RFC 9110, section 9.2.2).
 */
export class Connection {
  /** The request that is under way, or was last; -1 before the first. */
  request = -1
  isBusy = false
  isRetry = false
  /** From when its latency counts. */
  since = 0
  sentAt = 0
  /** Since when it has nothing to do. */
  freeSince = 0
  /** Failures in a row. */
  failures = 0
  readonly reader: AnswerReader
  readonly #parts: ConnectionParts
  #socket: OpenSocket | undefined
  #isOpen = false
  #isKept = false
  #onSettled: (() => void) | undefined

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    this.reader = new AnswerReader(parts.known)
  }

  /** Opens a socket ahead of the first request; resolves also when that fails. */
  open(): Promise<void> {
    return new Promise((resolve) => {
      this.#onSettled = resolve
      this.#connect()
    })
  }

  /** Sends; `isKept`: the answer is to be read whole. */
  ask(request: number, isKept: boolean): void {
    this.request = request
    this.isBusy = true
    this.isRetry = false
    this.#isKept = isKept
    this.reader.expect(request, isKept)
    this.sentAt = performance.now()
    if (this.#isOpen) this.#send()
    else this.#connect()
  }

  /** Ends what is under way without telling, and the socket. */
  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
    this.#isOpen = this.isBusy = false
    this.#settle()
  }

  #connect(): void {
    this.#socket?.destroy()
    this.#isOpen = false
    this.#socket = openSocket(this.#parts.server, this.#parts.shared, {
      onOpen: () => {
        this.#isOpen = true
        if (this.isBusy) this.#send()
        this.#settle()
      },
      onBytes: (bytes, count) => this.#take(bytes, count),
      onGone: () => this.#lose(),
    })
  }

  #send(): void {
    this.#socket!.write(this.#parts.requests[this.request]!)
  }

  #take(bytes: Buffer, count: number): void {
    // What nobody asked for, such as a farewell.
    if (!this.isBusy) return this.#drop()
    const { reader } = this
    let end: number
    try {
      end = reader.take(bytes, 0, count)
    } catch (error) {
      this.close()
      return this.#parts.owner.onLost(this, error as Error)
    }
    if (!reader.isWhole) return
    if (end < count) this.#parts.owner.onProblem(this, `${count - end} bytes follow the answer`)
    if (end < count || reader.isLast) this.#drop()
    this.isBusy = false
    this.#parts.owner.onAnswer(this)
  }

  #lose(): void {
    this.#drop()
    this.#settle()
    if (!this.isBusy) return
    if (this.reader.end()) {
      this.isBusy = false
      this.#parts.owner.onAnswer(this)
    } else if (this.isRetry) {
      this.isBusy = false
      this.#parts.owner.onLost(this, undefined)
    } else {
      this.isRetry = true
      this.reader.expect(this.request, this.#isKept)
      this.#connect()
    }
  }

  #drop(): void {
    this.#socket?.destroy()
    this.#socket = undefined
    this.#isOpen = false
  }

  #settle(): void {
    this.#onSettled?.()
    this.#onSettled = undefined
  }
}
