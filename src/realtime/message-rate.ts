/** How often one client may speak: 20 messages in 10 seconds, and 20 more than that in its whole life. */
export class MessageRate {
  #since = 0
  #count = 0
  #refused = 0

  /** Counts a message at a moment in milliseconds. `over` is the last refusal. */
  take(now: number): 'taken' | 'refused' | 'over' {
    if (Math.abs(now - this.#since) >= windowMs) {
      this.#since = now
      this.#count = 0
    }
    if (++this.#count <= maxMessages) return 'taken'
    return ++this.#refused < maxRefused ? 'refused' : 'over'
  }
}

const windowMs = 10_000
const maxMessages = 20
const maxRefused = 20
