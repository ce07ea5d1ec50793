export interface Backoff {
  /** How long to wait before the next attempt. */
  nextMs(): number
  /** What was tried has worked: the next failure is a first one again. */
  reset(): void
}

interface Options {
  firstMs: number
  maxMs: number
  /** From 0 up to 1. */
  random(): number
}

/**
 * Waits with full jitter: anything from nothing to a ceiling that doubles with each attempt, so that many who lost the same
 * server do not come back to it at the same moment.
 */
export function createBackoff({ firstMs, maxMs, random }: Options): Backoff {
  let ceilingMs = firstMs
  return {
    nextMs() {
      const waitMs = random() * Math.min(ceilingMs, maxMs)
      ceilingMs = Math.min(ceilingMs * 2, maxMs)
      return waitMs
    },
    reset() {
      ceilingMs = firstMs
    },
  }
}
