import { type AnswerHead, readHead } from './answer-head.ts'
import { type ChunkedBody, createChunkedBody } from './chunked-body.ts'
import { hasLayout, type Layout } from './answer-layout.ts'

/** What the readers of all connections know together. */
export interface KnownAnswers {
  /** By request. */
  layouts: readonly (Layout | undefined)[]
  isHeadRequest: readonly boolean[]
  /** Hears of each answer that had to be parsed, with all bytes of its head; true when it is to be kept whole. */
  meet(request: number, head: AnswerHead, bytes: Buffer): boolean
}

/** An answer that was kept: its body without the chunks it came in. */
export interface WholeAnswer {
  head: AnswerHead
  body: Buffer
}

const endOfHead = Buffer.from('\r\n\r\n')
const mostHeadBytes = 64 * 1024

/** Finds where the answers of one connection end, one after the other. What is no answer throws; then no more can be read. */
export class AnswerReader {
  status = 0
  /** Of the present answer, with what came before it (1xx). */
  bytes = 0
  isWhole = false
  /** The connection ends with this answer. */
  isLast = false
  readonly #known: KnownAnswers
  #request = 0
  #isKept = false
  #isInBody = false
  /** Of a body with a length; of one that ends with its connection it is endless. */
  #left = 0
  #chunked: ChunkedBody | undefined
  #partOfHead: Buffer | undefined
  #head: AnswerHead | undefined
  #pieces: Buffer[] = []

  constructor(known: KnownAnswers) {
    this.#known = known
  }

  /** The answer to this request comes next. */
  expect(request: number, isKept: boolean): void {
    this.#request = request
    this.#isKept = isKept
    this.#isInBody = false
    this.#partOfHead = undefined
    this.#head = undefined
    this.#chunked = undefined
    this.bytes = 0
    this.isWhole = false
    this.isLast = false
    if (this.#pieces.length > 0) this.#pieces = []
  }

  /** Takes bytes up to the end of the answer; tells where it stopped. `bytes` may be written over afterwards. */
  take(bytes: Buffer, from: number, to: number): number {
    let at = from
    while (at < to && !this.isWhole) {
      if (this.#isInBody)
        at = this.#chunked ? this.#takeChunks(this.#chunked, bytes, at, to) : this.#takeLength(bytes, at, to)
      else at = this.#recognise(bytes, at, to) ?? this.#takeHead(bytes, at, to)
    }
    this.bytes += at - from
    return at
  }

  /** The connection ended; true when the answer is whole by that. */
  end(): boolean {
    if (this.#isInBody && this.#head?.body === 'until-close') this.isWhole = true
    return this.isWhole
  }

  /** Undefined when it was not kept. */
  get kept(): WholeAnswer | undefined {
    return this.#isKept && this.#head ? { head: this.#head, body: Buffer.concat(this.#pieces) } : undefined
  }

  #recognise(bytes: Buffer, from: number, to: number): number | undefined {
    const layout = this.#known.layouts[this.#request]
    if (layout === undefined || this.#isKept || this.#partOfHead !== undefined) return undefined
    if (!hasLayout(layout, bytes, from, to)) return undefined
    this.status = layout.status
    this.#startLength(layout.bodyBytes)
    return from + layout.headBytes
  }

  #takeHead(bytes: Buffer, from: number, to: number): number {
    const before = this.#partOfHead
    const fresh = bytes.subarray(from, to)
    const all = before ? Buffer.concat([before, fresh]) : fresh
    const end = all.indexOf(endOfHead)
    if ((end < 0 ? all.length : end) > mostHeadBytes) throw new Error(`a head has more than ${mostHeadBytes} bytes`)
    if (end < 0) {
      this.#partOfHead = before ? all : Buffer.from(all)
      return to
    }
    this.#partOfHead = undefined
    const headBytes = end + endOfHead.length
    this.#startBody(all.subarray(0, headBytes))
    return from + headBytes - (before?.length ?? 0)
  }

  #startBody(bytes: Buffer): void {
    const text = bytes.toString('latin1', 0, bytes.length - endOfHead.length)
    const head = readHead(text, this.#known.isHeadRequest[this.#request] ?? false)
    if (head.status === 101) throw new Error('the protocol is changed, which was not asked for')
    if (head.status < 200) return
    this.status = head.status
    this.isLast = head.isLast
    this.#head = head
    // Before the other: who wants this one whole wants it whatever is known of it.
    const isWanted = this.#known.meet(this.#request, head, bytes)
    this.#isKept ||= isWanted
    if (head.body === 'chunked') this.#startChunked()
    else this.#startLength(head.body === 'until-close' ? Infinity : head.body)
  }

  #startLength(bytes: number): void {
    this.#left = bytes
    this.#isInBody = true
    this.isWhole = bytes === 0
  }

  #startChunked(): void {
    this.#chunked = createChunkedBody((bytes, from, to) => this.#keep(bytes, from, to))
    this.#isInBody = true
  }

  #takeChunks(chunked: ChunkedBody, bytes: Buffer, from: number, to: number): number {
    const at = chunked.take(bytes, from, to)
    this.isWhole = chunked.isWhole()
    return at
  }

  #takeLength(bytes: Buffer, from: number, to: number): number {
    const end = to - from < this.#left ? to : from + this.#left
    this.#left -= end - from
    if (this.#left === 0) this.isWhole = true
    this.#keep(bytes, from, end)
    return end
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    // Copied: the place they stand in is used again.
    if (this.#isKept) this.#pieces.push(Buffer.from(bytes.subarray(from, to)))
  }
}
