import { closest } from '../core/closest.ts'
import type { Board } from '../market/board.ts'
import type { FigureId } from '../market/figure.ts'
import type { Page } from '../render/page.ts'
import type { OnDevEvent } from './dev-event.ts'

/** Tells of each figure of a page that the market has not, once: readers would see a dash. For a market that has all there are. */
export function createFigureCheck(board: Board, onEvent: OnDevEvent): (address: string, page: Page) => void {
  const told = new Set<FigureId>(['clock'])
  return (address, { live }) => {
    const known = [...board.since(0)].map(([id]) => id)
    if (known.length === 0) return
    for (const { value } of live?.slots ?? []) {
      if (told.has(value) || board.get(value)) continue
      told.add(value)
      onEvent({ type: 'figure-unknown', address, figure: value, meant: closest(value, known) })
    }
  }
}
