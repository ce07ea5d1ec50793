import { readFile } from 'node:fs/promises'
import { createBoard } from '../market/board.ts'
import type { Clock, Figure, FigureId } from '../market/figure.ts'
import { figuresOf } from '../market/figures-of.ts'
import { parseMarket } from '../market/sample.ts'
import type { Commons } from '../serve/commons.ts'

/** A market whose every change is a test's own; for any number of servers, which all hear the same. */
export interface PlayedMarket {
  /** In place of the commons' own. */
  followMarket: Commons['followMarket']
  clock(): Clock
  /** The next moment of the epoch. A figure given by its value alone is `live`, from `played`, and of this moment. */
  change(values: Values): void
  /** Another epoch, with these figures and no others. */
  begin(epoch: string, values: Values): void
}

type Values = Record<FigureId, Figure['value'] | Partial<Figure>>

/** When the market begins, in milliseconds since 1970; each change is a second later. */
const beginning = Date.UTC(2026, 10, 21)

/** The figures the sample site is built with, as if somebody had just given them. */
export async function sampleFigures(): Promise<Record<FigureId, Partial<Figure>>> {
  const file = 'content/market.json'
  const figures = Object.entries(figuresOf(parseMarket(await readFile(file, 'utf8'), file)))
  return Object.fromEntries(figures.map(([id, { value }]) => [id, { value }]))
}

export function playMarket(values: Values = {}, epoch = 'abc'): PlayedMarket {
  const board = createBoard()
  let at = beginning

  function apply(kind: 'change' | 'snapshot', clock: Clock, given: Values): void {
    at += 1_000
    const figures = Object.entries(given).map(([id, one]) => {
      const stated = typeof one === 'object' ? one : { value: one }
      return [id, { value: 0, at, source: 'played', status: 'live', ...stated } satisfies Figure] as const
    })
    board.apply({ kind, ...clock, figures: Object.fromEntries(figures) })
  }

  const begin = (epoch: string, given: Values) => apply('snapshot', { epoch, seq: 1 }, given)
  begin(epoch, values)
  return {
    followMarket(listener) {
      listener(board.snapshot())
      board.onChange(listener)
    },
    clock: board.clock,
    begin,
    change(given) {
      const { epoch, seq } = board.clock()
      apply('change', { epoch, seq: seq + 1 }, given)
    },
  }
}
