import type { LoadPlan } from './load-plan.ts'

/** What one thread does of a plan. Plain data. */
export interface LoadShare {
  plan: LoadPlan
  connections: number
  /** Where in `plan.order` it begins. */
  orderFrom: number
  /** Closed model: how many requests it sends at most; undefined: as many as time allows. */
  requests: number | undefined
  /** Open model: how many requests a second it sends, and how far into the first interval the first of them is due (0..1). */
  perSecond: number
  offset: number
  /** Shared with all threads: [0] is 1 when the load has to end; [1 + thread] counts its answers. */
  signals: Int32Array
  thread: number
}

/** Divides a plan, one share for each thread that has a connection to use. */
export function sharesOf(plan: LoadPlan): LoadShare[] {
  const { connections, order, pace } = plan
  const threads = Math.min(plan.threads, connections)
  const signals = new Int32Array(new SharedArrayBuffer(4 * (threads + 1)))
  const requests = pace.kind === 'closed' ? pace.requests : undefined
  const partOf = (count: number, thread: number) => Math.floor((count * thread) / threads)

  return Array.from({ length: threads }, (_, thread) => ({
    plan,
    connections: partOf(connections, thread + 1) - partOf(connections, thread),
    // With a number of requests each thread goes on where another ends, so that together they send each once.
    orderFrom: partOf(requests ?? order.length, thread),
    requests: requests === undefined ? undefined : partOf(requests, thread + 1) - partOf(requests, thread),
    perSecond: pace.kind === 'open' ? pace.perSecond / threads : 0,
    offset: thread / threads,
    signals,
    thread,
  }))
}
