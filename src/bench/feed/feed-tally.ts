import { performance } from 'node:perf_hooks'
import { createHistogram } from '../figures/histogram.ts'
import type { FeedMessage } from './feed-message.ts'

/** What the clients of a thread received in a stretch of time. */
export interface FeedCounts {
  seconds: number
  messages: number
  bytes: number
  /** Microseconds, as figures/histogram.ts encodes them. */
  delay: string
  /** In each whole second. */
  perSecond: readonly number[]
  busy: number
}

export interface CountedSecond {
  second: number
  messages: number
}

/** A timer may be that much too early for the second it ends, in milliseconds. */
const earlyMs = 10

/** Counts from its making until its end. */
export class FeedTally {
  readonly #startedAt = performance.now()
  readonly #utilization = performance.eventLoopUtilization()
  readonly #delays = createHistogram()
  readonly #perSecond: number[] = []
  #messages = 0
  #bytes = 0
  #told = 0

  addBytes(bytes: number): void {
    this.#bytes += bytes
  }

  addMessage(message: FeedMessage): void {
    const now = performance.now()
    const second = Math.floor((now - this.#startedAt) / 1000)
    this.#perSecond[second] = (this.#perSecond[second] ?? 0) + 1
    this.#messages++
    if (message.type !== 'delta' || message.times?.newestLive === undefined) return
    this.#delays.record((performance.timeOrigin + now - message.times.newestLive) * 1000)
  }

  /** The seconds that are over and were not told yet. */
  untold(): CountedSecond[] {
    const over = this.#wholeSeconds(performance.now()).map((messages, second) => ({ second, messages }))
    const untold = over.slice(this.#told)
    this.#told = over.length
    return untold
  }

  end(): FeedCounts {
    const now = performance.now()
    return {
      seconds: (now - this.#startedAt) / 1000,
      messages: this.#messages,
      bytes: this.#bytes,
      delay: this.#delays.encode(),
      perSecond: this.#wholeSeconds(now),
      busy: performance.eventLoopUtilization(this.#utilization).utilization,
    }
  }

  #wholeSeconds(now: number): number[] {
    const length = Math.floor((now - this.#startedAt + earlyMs) / 1000)
    return Array.from({ length }, (_, second) => this.#perSecond[second] ?? 0)
  }
}
