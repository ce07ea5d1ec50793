import type { Running } from '../../core/lifecycle.ts'
import type { Board } from '../board.ts'
import type { Figure, FigureId } from '../figure.ts'

/** Resolves when the figures have their place on the clock; rejects when another one leads now, or nobody can be told. */
export type Publish = (figures: Readonly<Record<FigureId, Figure>>) => Promise<void>

/**
 * From the one who asks the providers to all who show figures: one clock for a machine, or, through Redis, for many. Of all
 * on a line one leads; when it is gone another takes over, and the clock goes on where it was.
 */
export interface MarketLine extends Running {
  /** What the line knows, kept up to date. */
  readonly board: Board
  /** Wants to lead: `poll` is started whenever this one does, and what it gives is closed when it does no longer. */
  lead(poll: (publish: Publish) => Running): void
}
