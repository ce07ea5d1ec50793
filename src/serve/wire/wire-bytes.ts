import { messageBytes, type WireClock } from './message-bytes.ts'

/**
 * The answer of a hot page as it goes over the wire. Date and Age are in it, so a buffer is good for one second; the next
 * request makes a new one. A buffer that was given to a socket is never written to again: it may still wait there.
 */
export class WireBytes {
  readonly #status: number
  readonly #fields: readonly string[]
  readonly #body: Uint8Array | undefined
  readonly #madeAt: number | undefined
  #second = -1
  #bytes: Buffer = nothing

  /** `fields` are name and value in turn, without Date, Age and Cache-Status; `madeAt` is when the page was rendered, if it has an age. */
  constructor(status: number, fields: readonly string[], body?: Uint8Array, madeAt?: number) {
    this.#status = status
    this.#fields = fields
    this.#body = body
    this.#madeAt = madeAt
  }

  at(clock: WireClock): Buffer {
    const { second } = clock
    if (this.#second === second) return this.#bytes
    const age = this.#madeAt === undefined ? [] : ['Age', String(Math.max(0, second - Math.floor(this.#madeAt / 1000)))]
    const fields = [...age, ...this.#fields, 'Cache-Status', 'enddel; hit']
    this.#bytes = messageBytes({ status: this.#status, fields, body: this.#body }, clock, false)
    this.#second = second
    return this.#bytes
  }
}

const nothing = Buffer.alloc(0)
