/** Clients of the feed (docs/feed.md). Plain data: it crosses to threads. */
export interface FeedPlan {
  server: { hostname: string; port: number }
  clients: number
  threads: number
  topics: readonly string[]
  /** For the handshakes of all. */
  timeoutMs: number
}

/** What all clients received in a stretch of time. */
export interface FeedResult {
  seconds: number
  clients: number
  messages: number
  bytes: number
  /** Clients whose connection ended. */
  lost: number
  /** Figures that are not as they have to be, such as a clock that goes back, and the first few of these. */
  wrong: number
  problems: readonly string[]
  /** Microseconds from the time a figure bears to its receipt, as a compressed HDR histogram in base 64. */
  delay: string
  /** Messages in each whole second. */
  perSecond: readonly number[]
  busy: number
}
