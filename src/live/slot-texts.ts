import type { Clock, Figure, FigureId } from '../market/figure.ts'
import type { Slot } from './slot.ts'
import { slotText } from './slot-text.ts'

/**
 * The texts of a page's slots, in their order, with the figures of one moment. `known` may have the text of a figure from
 * before: to write numbers is what takes longest.
 */
export function slotTexts<Current extends Figure>(
  slots: readonly Slot[],
  figure: (id: FigureId) => Current | undefined,
  clock: Clock,
  known?: (current: Current, index: number) => Buffer | undefined,
): Buffer[] {
  return slots.map((slot, index) => {
    if (slot.value === 'clock') return slotText(slot, clock)
    const current = figure(slot.value)
    return (current && known?.(current, index)) ?? slotText(slot, current)
  })
}
