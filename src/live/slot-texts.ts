import type { Clock, Figure, FigureId } from '../market/figure.ts'
import type { Slot } from './slot.ts'
import { slotText } from './slot-text.ts'

/** The texts of a page's slots, in their order, with the figures of one moment. */
export function slotTexts(
  slots: readonly Slot[],
  figure: (id: FigureId) => Figure | undefined,
  clock: Clock,
): Buffer[] {
  return slots.map((slot) => slotText(slot, slot.value === 'clock' ? clock : figure(slot.value)))
}
