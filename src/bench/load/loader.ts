import { performance } from 'node:perf_hooks'
import { type AnswerCheck, createAnswerCheck, statusProblemOf } from './check-answer.ts'
import { closedPace } from './closed-pace.ts'
import { Connection, type ConnectionOwner } from './connection.ts'
import { createKnownAnswers } from './known-answers.ts'
import type { LoadResult } from './load-result.ts'
import type { LoadShare } from './load-share.ts'
import { openPace } from './open-pace.ts'
import type { Ask, Pacer } from './pace.ts'
import { createTally, type Tally } from './tally.ts'

/** How often time-outs, rests and the stop signal are looked at. */
const tickMs = 20
const readBytes = 64 * 1024
/** After a loss, so that a server that refuses everything is not asked without a pause; twice as long after each in a row. */
const restMs = { first: 50, most: 1000 }

/** Makes one thread's share of a load: `connect`, then `turn`, once or (closed model) again and again, then `finish`. */
export class Loader implements ConnectionOwner {
  readonly #share: LoadShare
  readonly #tally: Tally = createTally()
  readonly #check: AnswerCheck
  readonly #pacer: Pacer
  readonly #connections: readonly Connection[]
  /** Until when they ask nothing. */
  readonly #resting = new Map<Connection, number>()
  #underWay = 0
  #untilKept: number
  /** Of the present turn. */
  #startAt = 0
  #lastAnswerAt = 0
  #turnMs = 0
  /** Of the turns before it. */
  #active = { ms: 0, busyMs: 0, idleMs: 0 }
  #end = () => {}

  constructor(share: LoadShare) {
    this.#share = share
    this.#check = createAnswerCheck(share.plan.requests)
    this.#untilKept = share.plan.checkEvery
    this.#pacer = this.#createPacer()
    this.#connections = this.#createConnections()
  }

  /** Opens all connections, as far as the server lets it. */
  async connect(): Promise<void> {
    const lateAt = performance.now() + this.#share.plan.timeoutMs
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setInterval(() => (this.#isStopped() || performance.now() > lateAt) && resolve(), tickMs)
    })
    await Promise.race([Promise.all(this.#connections.map((connection) => connection.open())), late])
    clearInterval(timer)
  }

  /** Asks for so long; resolves when everything is answered or lost, or the load was stopped. */
  async turn(ms: number): Promise<void> {
    const usage = performance.eventLoopUtilization()
    this.#startAt = performance.now()
    this.#lastAnswerAt = 0
    this.#turnMs = ms
    const ended = new Promise<void>((resolve) => (this.#end = resolve))
    const timer = setInterval(() => this.#tick(), tickMs)
    const ready = this.#connections.filter((connection) => !this.#resting.has(connection))
    if (this.#isStopped()) this.#end()
    else this.#pacer.start(ready, this.#startAt, ms)
    await ended
    clearInterval(timer)
    this.#pacer.stop()
    this.#addTurn(performance.eventLoopUtilization(usage))
  }

  /** What came of all turns; closes all sockets. */
  finish(): LoadResult {
    for (const connection of this.#connections) connection.close()
    // What a stop left unanswered was not given its time, so it is not lost.
    const now = performance.now()
    if (!this.#isStopped()) this.#tally.lost += this.#underWay + this.#pacer.unsent(now)
    const { ms, busyMs, idleMs } = this.#active
    return this.#tally.result({
      seconds: ms / 1000,
      asked: this.#pacer.asked(now),
      busy: Math.max(0, busyMs - this.#pacer.spunMs()) / Math.max(1, busyMs + idleMs),
    })
  }

  onAnswer(connection: Connection): void {
    const now = performance.now()
    const { reader, request } = connection
    const { status, kept } = reader
    this.#lastAnswerAt = now
    this.#tally.bytes += reader.bytes
    this.#tally.count(status, (now - connection.since) * 1000, (this.#active.ms + now - this.#startAt) / 1000)
    if (connection.isRetry) this.#tally.retried++
    connection.failures = 0
    this.#underWay--
    this.#free(connection, now)
    // Only now: meanwhile the server has its next request.
    if (kept) this.#tally.checked++
    const planned = this.#share.plan.requests[request]!
    const problem = kept ? this.#check(request, kept) : statusProblemOf(planned, status)
    if (problem !== undefined) this.#tally.problem(problem)
    this.#endIfOver(now)
  }

  onLost(connection: Connection, malformed: Error | undefined): void {
    const now = performance.now()
    this.#underWay--
    this.#tally.lost++
    if (malformed) this.onProblem(connection, malformed.message)
    this.#resting.set(connection, now + Math.min(restMs.most, restMs.first * 2 ** connection.failures++))
    this.#endIfOver(now)
  }

  onProblem({ request }: Connection, problem: string): void {
    this.#tally.problem(`${this.#share.plan.requests[request]!.target}: ${problem}`)
  }

  #ask: Ask = (connection, index, since) => {
    const { orderFrom, plan } = this.#share
    const isKept = --this.#untilKept === 0
    if (isKept) this.#untilKept = plan.checkEvery
    this.#underWay++
    connection.ask(plan.order[(orderFrom + index) % plan.order.length]!, isKept)
    connection.since = since ?? connection.sentAt
  }

  #free(connection: Connection, now: number): void {
    connection.freeSince = now
    this.#pacer.onFree(connection, now)
  }

  #tick(): void {
    const now = performance.now()
    const { plan, signals, thread } = this.#share
    Atomics.store(signals, 1 + thread, this.#tally.answers)
    if (this.#isStopped() || now > this.#startAt + this.#turnMs + plan.timeoutMs) return this.#end()
    for (const connection of this.#connections) {
      if (!connection.isBusy || now - connection.sentAt < plan.timeoutMs) continue
      connection.close()
      this.onLost(connection, undefined)
    }
    for (const [connection, until] of this.#resting) {
      if (now < until) continue
      this.#resting.delete(connection)
      this.#free(connection, now)
    }
    this.#endIfOver(now)
  }

  #endIfOver(now: number): void {
    if (this.#underWay === 0 && this.#pacer.isOver(now)) this.#end()
  }

  #isStopped(): boolean {
    return Atomics.load(this.#share.signals, 0) === 1
  }

  #addTurn({ idle, active }: ReturnType<typeof performance.eventLoopUtilization>): void {
    const ms = (this.#lastAnswerAt || performance.now()) - this.#startAt
    const before = this.#active
    this.#active = { ms: before.ms + ms, busyMs: before.busyMs + active, idleMs: before.idleMs + idle }
  }

  #createPacer(): Pacer {
    const { plan, perSecond, offset, requests } = this.#share
    const [ask, { seconds, kind }] = [this.#ask, plan.pace]
    if (kind === 'closed') return closedPace({ requests, ask })
    const onLate = (us: number) => this.#tally.late(us)
    const progress = () => this.#tally.answers
    return openPace({ seconds, perSecond, offset, ask, onLate, progress })
  }

  #createConnections(): Connection[] {
    const { plan, connections } = this.#share
    const parts = {
      server: plan.server,
      requests: plan.requests.map(({ text }) => Buffer.from(text, 'latin1')),
      known: createKnownAnswers(plan.requests, () => this.#tally.answers),
      shared: Buffer.allocUnsafeSlow(readBytes),
      owner: this,
    }
    return Array.from({ length: connections }, () => new Connection(parts))
  }
}
