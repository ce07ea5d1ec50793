import { within } from '../core/lifecycle.ts'
import type { Leases } from './leases.ts'

interface Holding {
  /** Resolves when the lease was released or its time is over. */
  over: Promise<void>
  end(): void
}

/** Leases within this process. There are as many as there are callers, who have a bound, and none outlives its time. */
export function createLocalLeases(): Leases {
  const held = new Map<string, Holding>()
  let isClosed = false

  function hold(key: string, ttlMs: number): Holding {
    let wake = () => {}
    const over = new Promise<void>((resolve) => (wake = resolve))
    const timer = setTimeout(() => holding.end(), ttlMs)
    const holding: Holding = {
      over,
      end() {
        clearTimeout(timer)
        if (held.get(key) === holding) held.delete(key) // another may have it by now
        wake()
      },
    }
    held.set(key, holding)
    return holding
  }

  return {
    async acquire(key, ttlMs) {
      // Undefined would send callers to look and ask again, for ever.
      if (isClosed) throw new Error('these leases are closed')
      const other = held.get(key)
      if (other) {
        await within(ttlMs, other.over)
        return undefined
      }
      const mine = hold(key, ttlMs)
      return { release: async () => mine.end() }
    },
    async close() {
      isClosed = true
      for (const holding of [...held.values()]) holding.end()
    },
  }
}
