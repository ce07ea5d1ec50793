import { isUtf8 } from 'node:buffer'
import type { Slot } from './slot.ts'

/**
 * The first slot that cannot stand where it is said to: beyond the page, within the one before it, or over bytes that no
 * text of a slot has (see slot-text.ts). Which figure stands there is not looked at: other versions of ICU write it in
 * other words.
 */
export function misplacedSlot(html: Uint8Array, slots: readonly Slot[]): Slot | undefined {
  let end = 0
  return slots.find((slot) => {
    const start = slot.at
    if (start < end) return true
    end = start + slot.bytes
    return end > html.length || !isSlotText(html.subarray(start, end), slot)
  })
}

/** Whole characters, escaped, and spaces after them; only prose may have spaces before it. */
function isSlotText(bytes: Uint8Array, { value, format }: Slot): boolean {
  if (!isUtf8(bytes)) return false
  const text = Buffer.from(bytes).toString().trimEnd()
  if (value === 'clock') return text === '' || /^[a-z0-9]{1,12}\.[0-9]{1,12}$/.test(text)
  return !/[<>"']/.test(text) && (!text.startsWith(' ') || proseStyles.has(format.style))
}

const proseStyles = new Set(['source', 'text', 'words'])
