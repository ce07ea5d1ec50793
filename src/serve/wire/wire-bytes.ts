/**
 * An answer as it goes over the wire, head and body in one buffer. Date and Age are in it, so a buffer is good for one
 * second; the next request makes a new one. A buffer that was given to a socket is never written to again: it may still
 * wait there.
 */
export class WireBytes {
  readonly #head: string
  readonly #madeAt: number | undefined
  readonly #body: Uint8Array | undefined
  #second = -1
  #bytes = nothing

  /** `fields` are name and value in turn, without Date and Age; `madeAt` is when the page was rendered, if it has an age. */
  constructor(statusLine: string, fields: readonly string[], body?: Uint8Array, madeAt?: number) {
    let head = ''
    for (let at = 0; at < fields.length; at += 2) head += `${fields[at]}: ${fields[at + 1]}\r\n`
    this.#head = `HTTP/1.1 ${statusLine}\r\n|${head}\r\n`
    this.#madeAt = madeAt
    this.#body = body
  }

  at({ second, date }: WireClock): Buffer {
    if (this.#second === second) return this.#bytes
    const age = this.#madeAt === undefined ? '' : `Age: ${Math.max(0, second - Math.floor(this.#madeAt / 1000))}\r\n`
    const head = Buffer.from(this.#head.replace('|', `Date: ${date}\r\n${age}`), 'latin1')
    this.#bytes = this.#body ? Buffer.concat([head, this.#body]) : head
    this.#second = second
    return this.#bytes
  }
}

const nothing = Buffer.alloc(0)

/** The current second and its Date (RFC 9110, section 6.6.1). */
export interface WireClock {
  second: number
  date: string
}
