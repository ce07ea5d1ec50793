import { trackedFunds, type FigureId, type FigureStatus } from '../figure.ts'
import type { Session } from './market-hours.ts'

/** Ages from which on a figure is late, and too old to go by. */
export interface Ages {
  delayedMs: number
  staleMs: number
}

/** By the age of the figure itself: a source that repeats an old one makes it no younger. */
export function statusOf(at: number, ages: Ages, now: number, isClosed = false): FigureStatus {
  if (isClosed) return 'closed'
  const age = now - at
  if (age > ages.staleMs) return 'stale'
  return age > ages.delayedMs ? 'delayed' : 'live'
}

export function agesOf(id: FigureId): Ages {
  if (isOfFund(id)) return ages.fund
  if (id === 'BTC.rsi14') return ages.rsi
  if (id.startsWith('fng')) return ages.fearGreed
  if (id.startsWith('market.')) return ages.global
  return id.endsWith('.price') ? ages.price : ages.detail
}

export function isOfFund(id: FigureId): boolean {
  return Object.hasOwn(trackedFunds, id.slice(0, id.indexOf('.')))
}

/**
 * Whether a fund is not trading: outside of the hours, and within them while its last trade is of an earlier day though
 * somebody was asked since the opening. So holidays, which are not known, need no table. Until the first answer of the day
 * it stays closed for a moment, and no longer.
 */
export function isFundClosed(at: number, toldAt: number, session: Session | undefined, now: number): boolean {
  if (!session) return true
  if (at >= session.openedAt) return false
  return toldAt >= session.openedAt || now - session.openedAt <= ages.fund.delayedMs
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** A figure is delayed after three of the intervals in which its sources tell or are asked. */
const ages = {
  price: { delayedMs: 3 * 10 * second, staleMs: 60 * second },
  detail: { delayedMs: 3 * minute, staleMs: 15 * minute },
  global: { delayedMs: 3 * 10 * minute, staleMs: 2 * hour },
  fund: { delayedMs: 3 * 5 * minute, staleMs: 30 * minute },
  rsi: { delayedMs: 3 * 3 * hour, staleMs: 24 * hour },
  // Made once a day, and asked for every hour.
  fearGreed: { delayedMs: 24 * hour + 3 * hour, staleMs: 36 * hour },
} satisfies Record<string, Ages>
