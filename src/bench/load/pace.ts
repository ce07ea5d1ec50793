import type { Connection } from './connection.ts'

/** Decides when what is sent: closed-pace.ts and open-pace.ts. Times are those of performance.now(). */
export interface Pacer {
  /** Begins to send, for so many milliseconds; the closed model may be started again and again. */
  start(connections: readonly Connection[], now: number, ms: number): void
  /** The connection has nothing to do. */
  onFree(connection: Connection, now: number): void
  /** Nothing is sent any more. */
  isOver(now: number): boolean
  /** How many were sent, or due, so far, and how many of these were not sent. */
  asked(now: number): number
  unsent(now: number): number
  /** How long it only looked at the clock. */
  spunMs(): number
  stop(): void
}

/** Sends request number `index` of this thread; its latency counts from `since`, or from now. */
export type Ask = (connection: Connection, index: number, since: number | undefined) => void
