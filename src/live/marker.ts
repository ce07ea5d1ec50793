/** How a component says where a slot is to be: a text that HTML escaping leaves alone, found again by find-slots.ts. */
import type { SlotWish } from './slot.ts'

/** Stands in text or in a quoted attribute of the rendered page until the page is finished. */
export function markerOf({ value, format }: SlotWish): string {
  // An apostrophe is all that encodeURIComponent leaves and some escapers do not.
  const wish = encodeURIComponent(JSON.stringify({ value, format })).replaceAll("'", '%27')
  return markerStart + wish + markerEnd
}

export function hasMarker(text: string): boolean {
  return text.includes(markerStart)
}

/** Private-use characters: no text of a site needs them. */
export const markerStart = '\uE0A5'
export const markerEnd = '\uE0A6'
