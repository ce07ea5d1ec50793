import { EnddelError } from '../core/errors.ts'
import type { Slot } from './slot.ts'

/** Slots that stand so close together that they share one block of bytes as they are: html from `start` to `end`. */
export interface SlotGroup {
  start: number
  end: number
  slots: readonly Slot[]
}

/**
 * Groups of at most `maxBytes`, parted only where there are `leastGap` bytes between slots; throws E_SLOT where that cannot
 * be. The slots have to be in order and without overlap.
 */
export function groupSlots(
  html: Uint8Array,
  slots: readonly Slot[],
  { leastGap, maxBytes }: { leastGap: number; maxBytes: number },
): SlotGroup[] {
  const groups: { start: number; end: number; slots: Slot[] }[] = []
  for (const slot of slots) {
    const last = groups.at(-1)
    const end = slot.at + slot.bytes
    const gap = slot.at - (last?.end ?? 0)
    if (gap < 0 || end > html.length) throw new Error(`slot ${slot.value} at ${slot.at} overlaps or is beyond the page`)
    const isClose = gap < leastGap || (gap < minGap && last !== undefined && end - last.start <= maxBytes)
    if (last && isClose) {
      last.slots.push(slot)
      last.end = end
    } else groups.push({ start: slot.at, end, slots: [slot] })
  }
  if (groups.some(({ start, end }) => end - start > maxBytes)) {
    throw new EnddelError('E_SLOT', `more than ${maxBytes} bytes of live values with no text between them`)
  }
  return groups
}

/** Text that is shorter costs more as a block between two others than as it is: on pages of the sample site 16 was best. */
const minGap = 16
