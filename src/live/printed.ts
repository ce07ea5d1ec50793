import { z } from 'zod'
import { EnddelError } from '../core/errors.ts'
import type { Figure, FigureId } from '../market/figure.ts'

/** A figure as a page shows it where no slot can stand, such as in a chart, and how far it may be from that. */
export type Printed = z.infer<typeof printedSchema>

export const printedSchema = z.strictObject({
  figure: z.string(),
  /** Null when the figure was missing. */
  value: z.union([z.number(), z.string(), z.null()]),
  /** `exact`, or how much lower or higher: of the value itself, or of the printed value's size. */
  within: z.union([
    z.strictObject({ kind: z.literal('exact') }),
    z.strictObject({ kind: z.enum(['absolute', 'relative']), by: z.number().nonnegative() }),
  ]),
})

/** `fng exact`, `BTC.price 0.5%` or `BTC.rsi14 2`, with the value of the figure now. `place` names the route for its error. */
export function parsePrinted(text: string, figure: (id: FigureId) => Figure | undefined, place: string): Printed {
  const [, id, tolerance] = /^([A-Za-z0-9.]{1,32}) (exact|\d+(?:\.\d+)?%?)$/.exec(text) ?? []
  if (!id || !tolerance) {
    throw new EnddelError('E_SITE', `${place} prints "${text}"`, {
      hint: 'name a figure and a tolerance, such as "BTC.price 0.5%", "BTC.rsi14 2" or "fng exact"',
    })
  }
  return { figure: id, value: figure(id)?.value ?? null, within: readTolerance(tolerance) }
}

function readTolerance(text: string): Printed['within'] {
  if (text === 'exact') return { kind: 'exact' }
  const number = Number.parseFloat(text)
  return text.endsWith('%') ? { kind: 'relative', by: number / 100 } : { kind: 'absolute', by: number }
}

/** Whether what was printed is still near enough. */
export function isWithin({ value, within }: Printed, now: Figure | undefined): boolean {
  const current = now?.value ?? null
  if (current === value) return true
  if (within.kind === 'exact' || typeof current !== 'number' || typeof value !== 'number') return false
  return Math.abs(current - value) <= (within.kind === 'relative' ? within.by * Math.abs(value) : within.by)
}
