import type { Connection } from './connection.ts'
import type { Ask, Pacer } from './pace.ts'

export interface OpenPaceOptions {
  seconds: number
  perSecond: number
  /** Which part of the first interval passes before the first is due: 0..1. */
  offset: number
  ask: Ask
  /** Of what could have been sent when it was due. */
  onLate(us: number): void
  /** Grows with everything that happens; while it stands still, looking at the clock is waiting. */
  progress(): number
}

/** A timer may be late by about a millisecond; what is due sooner is waited for by looking at the clock in every turn. */
const spinMs = 2

/**
 * Requests are due at fixed times. Each goes out on the connection that is free longest; while none is free it waits, which is
 * part of its latency.
 */
export function openPace(options: OpenPaceOptions): Pacer {
  const { seconds, perSecond, offset, ask, onLate, progress } = options
  const total = Math.max(0, Math.ceil(seconds * perSecond - offset))
  const free: Connection[] = []
  let startAt = 0
  let next = 0
  let timer: NodeJS.Timeout | undefined
  let immediate: NodeJS.Immediate | undefined
  let spunMs = 0
  const dueAt = (index: number) => startAt + ((index + offset) * 1000) / perSecond

  const sendDue = (now: number) => {
    while (next < total && free.length > 0) {
      const due = dueAt(next)
      if (due > now) break
      const connection = free.shift()!
      ask(connection, next++, due)
      if (connection.freeSince <= due) onLate((connection.sentAt - due) * 1000)
    }
    wait(now)
  }
  const wait = (now: number) => {
    if (timer || immediate || next >= total || free.length === 0) return
    const ms = dueAt(next) - now
    if (ms > spinMs) timer = setTimeout(wake, ms - spinMs)
    else immediate = setImmediate(spin, now, progress())
  }
  const wake = () => {
    timer = undefined
    sendDue(performance.now())
  }
  const spin = (since: number, before: number) => {
    immediate = undefined
    const now = performance.now()
    if (progress() === before) spunMs += now - since
    sendDue(now)
  }
  const dueBy = (now: number) =>
    Math.min(total, Math.max(0, Math.floor(((now - startAt) * perSecond) / 1000 - offset) + 1))

  return {
    start(connections, now) {
      startAt = now
      for (const connection of connections) free.push(connection)
      sendDue(now)
    },
    onFree(connection, now) {
      free.push(connection)
      sendDue(now)
    },
    isOver: (now) => next >= total && now >= startAt + seconds * 1000,
    asked: dueBy,
    unsent: (now) => dueBy(now) - next,
    spunMs: () => spunMs,
    stop() {
      clearTimeout(timer)
      clearImmediate(immediate)
    },
  }
}
