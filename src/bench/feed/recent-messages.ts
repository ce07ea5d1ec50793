import { type FeedMessage, readFeedMessage } from './feed-message.ts'

/** As many as different workers of a server, and clients at different moments, have on their way at once. */
const kept = 16

/**
 * Reads messages, of which most come in the same bytes to thousands of clients: those read last are kept and compared with,
 * so that each is parsed once.
 */
export class RecentMessages {
  /** Newest first. */
  readonly #recent: { bytes: Buffer; message: FeedMessage }[] = []

  read(bytes: Buffer, at: number, end: number): FeedMessage {
    const length = end - at
    for (const [index, one] of this.#recent.entries()) {
      if (one.bytes.length !== length || one.bytes.compare(bytes, at, end) !== 0) continue
      if (index > 0) this.#recent.unshift(...this.#recent.splice(index, 1))
      return one.message
    }
    const own = Buffer.from(bytes.subarray(at, end))
    const message = readFeedMessage(own.toString())
    this.#recent.unshift({ bytes: own, message })
    this.#recent.length = Math.min(this.#recent.length, kept)
    return message
  }
}
