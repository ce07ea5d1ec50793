import type { Clock, Figure, FigureId, MarketChange } from './figure.ts'

export interface StampedFigure extends Figure {
  /** Of the change that brought it. */
  seq: number
}

/** The last value of every figure, as this process knows it. */
export interface Board {
  clock(): Clock
  get(id: FigureId): StampedFigure | undefined
  /** Looks up figures as they are now, whatever changes later. */
  capture(): (id: FigureId) => StampedFigure | undefined
  /** All of this epoch that changed after `seq`, longest unchanged first. With 0 it is all there is. */
  since(seq: number): Iterable<[FigureId, StampedFigure]>
  /**
   * Takes a change in, unless it is of this epoch and not newer than what is known. Of another epoch a snapshot is taken in,
   * or its very first change, which is all there is of it.
   */
  apply(change: MarketChange): boolean
  snapshot(): MarketChange
  /** Hears of every change after it was applied. Returns how to stop. */
  onChange(listener: (change: MarketChange) => void): () => void
}

export function createBoard(): Board {
  // A figure that changes goes to the end, so that those changed since some moment are the last.
  let figures = new Map<FigureId, StampedFigure>()
  let clock: Clock = { epoch: '', seq: 0 }
  const listeners = new Set<(change: MarketChange) => void>()

  function* since(seq: number): Iterable<[FigureId, StampedFigure]> {
    for (const entry of figures) if (entry[1].seq > seq) yield entry
  }

  return {
    clock: () => clock,
    get: (id) => figures.get(id),
    capture() {
      const captured = new Map(figures)
      return (id) => captured.get(id)
    },
    since,
    apply(change) {
      const { kind, epoch, seq } = change
      const isSameEpoch = epoch === clock.epoch
      if (isSameEpoch ? seq <= clock.seq : kind !== 'snapshot' && seq !== 1) return false
      if (!isSameEpoch) figures = new Map()
      clock = { epoch, seq }
      for (const [id, figure] of Object.entries(change.figures)) {
        const known = figures.get(id)
        // Of a snapshot only the differences are news.
        if (known && isSame(known, figure)) continue
        figures.delete(id)
        figures.set(id, { ...figure, seq })
      }
      for (const hear of listeners) hear(change)
      return true
    },
    snapshot: () => ({
      kind: 'snapshot',
      ...clock,
      figures: Object.fromEntries([...figures].map(([id, { seq: _, ...figure }]) => [id, figure])),
    }),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function isSame(one: Figure, other: Figure): boolean {
  return one.value === other.value && one.at === other.at && one.source === other.source && one.status === other.status
}
