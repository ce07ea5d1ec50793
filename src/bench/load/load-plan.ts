/** What is asked for, by whom and how fast. Plain data: it crosses to threads. */

export interface LoadPlan {
  server: { hostname: string; port: number; isTls: boolean }
  /** The different requests there are. */
  requests: readonly PlannedRequest[]
  /** In which order they are sent, as indexes into `requests`; from the start again when it ends. */
  order: readonly number[]
  connections: number
  threads: number
  pace: Pace
  /** An answer that takes longer is lost, and its connection with it. */
  timeoutMs: number
  /** One in so many answers is read whole and checked; an answer of a length that was not seen before always is. */
  checkEvery: number
}

/**
 * `closed`: all connections are opened first; then each asks again as soon as it has its answer, until the time is over or
 * `requests` have been sent in all. `open`: evenly spaced, due whether answers come or not; a latency runs from the moment
 * the request was due, so what waits for a free connection counts.
 */
export type Pace =
  { kind: 'closed'; seconds: number; requests?: number } | { kind: 'open'; seconds: number; perSecond: number }

export interface PlannedRequest {
  /** All bytes of it, in Latin-1; it has no body. */
  text: string
  method: 'GET' | 'HEAD'
  /** For messages. */
  target: string
  expect: Expectation
}

export interface Expectation {
  status: number
  /** Fields the head has to have, with names in lower case. */
  fields: Readonly<Record<string, string>>
  /** SHA-256 (hex) of the decoded body with its masked places blank; undefined: the body is not looked at. */
  digest: string | undefined
  /** Places of the decoded body that may change, such as prices: from which byte on, and how many. */
  mask: readonly (readonly [at: number, bytes: number])[]
}
