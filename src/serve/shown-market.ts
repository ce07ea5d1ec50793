import { type Board, createBoard } from '../market/board.ts'
import type { Figure, FigureId, MarketChange } from '../market/figure.ts'

/** The figures this process shows: those of the market's line, as long as it is heard of. */
export interface ShownMarket {
  readonly board: Board
  /** Hears the line. */
  follow(change: MarketChange): void
  /** What the content knows: shown until the line has told anything. */
  showSnapshot(snapshot: MarketChange): void
  /** Called now and then. */
  check(): void
}

/** A line that works tells something every few seconds. */
const silentMs = 60_000

/**
 * Nobody says that figures grow old when nothing is heard at all, as when Redis is gone: after a minute of silence they are
 * shown as stale, in an epoch of this process alone. What the line knows takes their place when it is heard again.
 */
export function createShownMarket({ now = Date.now }: { now?: () => number } = {}): ShownMarket {
  const board = createBoard()
  const told = createBoard()
  let toldAt: number | undefined

  return {
    board,
    follow(change) {
      if (!told.apply(change)) return
      toldAt = now()
      if (!board.apply(change)) board.apply(told.snapshot())
    },
    showSnapshot(snapshot) {
      if (toldAt === undefined) board.apply(snapshot)
    },
    check() {
      if (toldAt === undefined || now() - toldAt < silentMs) return
      const isOld = [...board.since(0)].some(([, { status }]) => status === 'live' || status === 'delayed')
      if (isOld) board.apply({ kind: 'snapshot', epoch: `old${now().toString(36)}`, seq: 1, figures: allStale(board) })
    },
  }
}

function allStale(board: Board): Record<FigureId, Figure> {
  const { figures } = board.snapshot()
  return Object.fromEntries(Object.entries(figures).map(([id, figure]) => [id, { ...figure, status: 'stale' }]))
}
