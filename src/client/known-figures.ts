import type { Clock, Figure, FigureId, FigureStatus } from '../market/figure.ts'
import type { ServerMessage } from '../realtime/protocol.ts'
import { classTokens } from './bindings.ts'

/** Of a figure that is shown: of which moment it is, and, once the feed told it, the figure. */
export interface KnownFigure extends Clock {
  at: number
  status?: FigureStatus | undefined
  figure?: Figure
}

export interface KnownFigures {
  /** Up to where all is known; undefined while nothing is. */
  clock(): Clock | undefined
  get(id: FigureId): Figure | undefined
  /** In which states the figures of the page are, as far as it is known. */
  statuses(): FigureStatus[]
  /** The ids of what is newer now than it was. */
  take(message: FigureMessage): FigureId[]
}

export type FigureMessage = Extract<ServerMessage, { type: 'snapshot' | 'delta' }>

/** Begins with what the page printed. Figures that are not of the page are not kept. */
export function createKnownFigures(clockOfPage: Clock | undefined, page: Map<FigureId, KnownFigure>): KnownFigures {
  let clock = clockOfPage

  return {
    clock: () => clock,
    get: (id) => page.get(id)?.figure,
    statuses: () => [...page.values()].flatMap(({ status }) => status ?? []),
    take({ type, epoch, seq, figures }) {
      // A delta of an epoch that began unseen has no ground to stand on; its snapshot comes.
      if (epoch === clock?.epoch ? !(seq >= clock.seq) : type === 'delta') return []
      if (typeof epoch !== 'string' || !Number.isSafeInteger(seq)) return []
      clock = { epoch, seq }
      return Object.entries(figures ?? {}).flatMap(([id, sent]) => {
        const known = page.get(id)
        const figure = readFigure(sent)
        if (!known || !figure || isOlder({ epoch, seq, at: figure.at }, known)) return []
        page.set(id, { epoch, seq, at: figure.at, status: figure.status, figure })
        return id
      })
    },
  }
}

/** Within an epoch its clock tells; between two only the time of the source. */
function isOlder(next: Clock & { at: number }, known: Clock & { at: number }): boolean {
  return next.epoch === known.epoch ? next.seq < known.seq : next.at < known.at
}

/** `EPOCH.SEQ`, filled up with spaces. */
export function parseClock(text: string): Clock | undefined {
  const [, epoch, seq] = /^\s*(\w{1,12})\.(\d{1,12})\s*$/.exec(text) ?? []
  return epoch ? { epoch, seq: Number(seq) } : undefined
}

export function isStatus(text: unknown): text is FigureStatus {
  return classTokens.status!.includes(text as FigureStatus)
}

/** A value that is none must not take the place of one. */
function readFigure(sent: unknown): Figure | undefined {
  if (!Array.isArray(sent)) return undefined
  const [value, at, source, status] = sent
  const isValue = Number.isFinite(value) || typeof value === 'string'
  return isValue && Number.isFinite(at) && isStatus(status) ? { value, at, source: String(source), status } : undefined
}
