import type { FigureStatus } from '../market/figure.ts'
import type { MarketMode } from '../realtime/protocol.ts'
import type { Link } from './feed-client.ts'

export type FeedState = FigureStatus | 'connecting' | 'disconnected' | 'paused' | 'demo'

export interface FeedFacts {
  link: Link
  isPaused: boolean
  /** As the last welcome said. */
  market: MarketMode | undefined
  /** Of the page's figures, as far as they are known. */
  statuses: readonly FigureStatus[]
}

/** The page's values in one word. */
export function feedState({ link, isPaused, market, statuses }: FeedFacts): FeedState {
  if (isPaused || link.state === 'away') return 'paused'
  if (link.state === 'waiting' || link.state === 'ended') return 'disconnected'
  if (link.state === 'connecting') return 'connecting'
  // What a page shows without a market is a snapshot, however its figures were when it was taken.
  if (market === 'off') return 'stale'
  return market === 'demo' ? 'demo' : usualStatus(statuses)
}

/**
 * How most figures are that trade, in doubt the worse: a single source that fails is told beside its own figures, and one
 * that works does not hide that the others do not.
 */
function usualStatus(statuses: readonly FigureStatus[]): FigureStatus {
  const trading = statuses.filter((status) => status !== 'closed')
  if (trading.length === 0) return statuses[0] ?? 'live'
  const count = (status: FigureStatus) => trading.filter((other) => other === status).length
  return (['stale', 'delayed', 'live'] as const).reduce((most, next) => (count(next) > count(most) ? next : most))
}
