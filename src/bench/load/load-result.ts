export interface LoadResult {
  /** From the first request to the last answer that counts. */
  seconds: number
  /** Open model: those that were due. */
  asked: number
  answers: number
  /** Without an answer, also after one more try on a new connection, which is what a browser does (RFC 9110, section 9.2.2). */
  lost: number
  /** Answered at the second try. */
  retried: number
  /** Answers that are not the expected ones, and what is wrong with the first few. */
  wrong: number
  problems: readonly string[]
  /** How many answers were read whole and checked. */
  checked: number
  /** Answers by status. */
  statuses: Readonly<Record<string, number>>
  bytes: number
  /** Microseconds of each answer, as a compressed HDR histogram in base 64. */
  latency: string
  /** Open model: microseconds by which the client itself sent requests too late though a connection was free; else empty. */
  lateness: string
  /** Answers in each whole second. */
  perSecond: readonly number[]
  /** Share of the time in which the busiest client thread was not waiting; 1 when it always had something to do. */
  busy: number
}
