/** How many requests in what time. */
export interface RateLimit {
  requests: number
  perMs: number
}

/** When a provider may be asked: within its rate, and not before the moment it named itself. */
export interface ProviderLimits {
  /** Until another request may be sent, in milliseconds; 0 is now. */
  inMs(): number
  /** Takes a request off the rate, sent now or after `inMs()`. */
  take(): void
  /** None for so long. */
  hold(ms: number): void
}

/** A token bucket that is full at first and fills evenly, so that no two requests have to wait for the same moment. */
export function createProviderLimits({ requests, perMs }: RateLimit, now: () => number): ProviderLimits {
  let tokens = requests
  let filledAt = now()
  let held = { from: 0, ms: 0 }

  function fill(): void {
    const at = now()
    // A clock that is set back takes nothing away.
    tokens = Math.min(requests, tokens + (Math.max(0, at - filledAt) / perMs) * requests)
    filledAt = at
  }

  return {
    inMs() {
      fill()
      const forToken = tokens > 1 - 1e-9 ? 0 : ((1 - tokens) * perMs) / requests
      const forHold = Math.min(held.ms, held.from + held.ms - now())
      return Math.max(0, Math.ceil(forToken), forHold)
    },
    take() {
      fill()
      tokens--
    },
    hold(ms) {
      // What was asked for before still counts; a mistake of the provider does not shut it out for good.
      const before = held.from + held.ms - now()
      held = { from: now(), ms: Math.min(maxHoldMs, Math.max(before, ms)) }
    },
  }
}

/** Binance bans for up to three days. */
const maxHoldMs = 3 * 24 * 60 * 60 * 1000
