import type { Board } from '../board.ts'
import type { Figure, FigureId } from '../figure.ts'
import { sessionAt, type Session } from './market-hours.ts'
import type { OnMarketEvent } from './market-event.ts'
import { believedTime, isBehind, isPlausible } from './plausible.ts'
import { createQuarantine } from './quarantine.ts'
import type { ProviderName } from '../quote.ts'
import { agesOf, isFundClosed, isOfFund, statusOf } from './status.ts'
import type { Told } from './told.ts'

/** `behind`: to be believed, but older than what is shown. `passed`: not to be shown. `refused`: not to be believed. */
export type Verdict = 'taken' | 'behind' | 'passed' | 'refused'

/** The last good value of every figure: it changes for a better one, and with time its status, but never goes. */
export interface ShownFigures {
  /** `isWanted` is asked about what is to be believed, with the time that is believed. */
  take(told: Told, now: number, isWanted?: (at: number) => boolean): Verdict
  /** Brings every status up to date. */
  review(now: number): void
}

export function createShownFigures(
  board: Pick<Board, 'snapshot'>,
  changed: (id: FigureId, figure: Figure) => void,
  onEvent: OnMarketEvent,
): ShownFigures {
  const shown = new Map<FigureId, Figure>(Object.entries(board.snapshot().figures))
  const toldAt = new Map<FigureId, number>()
  const quarantine = createQuarantine()
  /** What was refused last time is not told of again. */
  const refused = new Set<string>()

  function whyNot(id: FigureId, value: number | string, source: ProviderName, now: number) {
    if (!isPlausible(id, value)) return 'implausible'
    const before = shown.get(id)?.value
    if (!id.endsWith('.price') || typeof before !== 'number' || typeof value !== 'number') return undefined
    return quarantine.lets(id, value, source, before, now) ? undefined : 'quarantined'
  }

  function isBelieved(figure: FigureId, value: number | string, source: ProviderName, now: number): boolean {
    const why = whyNot(figure, value, source, now)
    const key = `${figure} ${source}`
    if (!why) refused.delete(key)
    else if (!refused.has(key)) {
      refused.add(key)
      onEvent({ type: 'market-figure-refused', figure, source, value, why })
    }
    return !why
  }

  function statusNow(id: FigureId, at: number, now: number, session: Session | undefined) {
    const isClosed = isOfFund(id) && isFundClosed(at, toldAt.get(id) ?? 0, session, now)
    return statusOf(at, agesOf(id), now, isClosed)
  }

  function show(id: FigureId, figure: Figure) {
    shown.set(id, figure)
    changed(id, figure)
  }

  return {
    take({ source, sourceTime, figures }, now, isWanted = () => true) {
      const at = believedTime(sourceTime, now)
      const [lead, ...others] = figures.filter(isGiven)
      if (!lead || !isBelieved(...lead, source, now)) return 'refused'
      if (!isWanted(at)) return 'passed'
      const before = shown.get(lead[0])
      const session = sessionAt(now)
      for (const [id, value] of [lead, ...others.filter((other) => isBelieved(...other, source, now))]) {
        toldAt.set(id, now)
        const known = shown.get(id)
        if (known && isBehind(at, known.at, now)) continue
        show(id, { value, at, source, status: statusNow(id, at, now, session) })
      }
      if (before && isBehind(at, before.at, now)) return 'behind'
      if (before && before.source !== source) {
        onEvent({ type: 'market-source-changed', figure: lead[0], from: before.source, to: source })
      }
      return 'taken'
    },
    review(now) {
      const session = sessionAt(now)
      for (const [id, figure] of shown) {
        const status = statusNow(id, figure.at, now, session)
        if (status !== figure.status) show(id, { ...figure, status })
      }
    },
  }
}

type Given = readonly [FigureId, number | string]

function isGiven(entry: readonly [FigureId, number | string | undefined]): entry is Given {
  return entry[1] !== undefined
}
