/** What happens to requests for the API behind; metrics, log lines and tests listen to it. */
export type ApiEvent =
  /** Passed on; the milliseconds are those until its head. */
  | { type: 'api-answered'; status: number; ms: number }
  /** Answered here, without asking. */
  | { type: 'api-refused'; reason: 'method' | 'address' | 'loop' | 'busy' | 'broken' }
  /** Asked, and there was no answer that could be passed on. */
  | { type: 'api-failed'; reason: 'timeout' | 'unreachable' | 'unusable'; error: unknown }
  /** The answer broke off when its head had been passed on. */
  | { type: 'api-cut'; error: unknown }
  | { type: 'api-breaker'; state: BreakerState }

/** `open`: the API is not asked, because it failed several times in a row; `half-open`: one request tries it. */
export type BreakerState = 'closed' | 'open' | 'half-open'

export type OnApiEvent = (event: ApiEvent) => void
