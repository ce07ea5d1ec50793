import { crc32 } from 'node:zlib'
import { shiftBy, times } from './crc-shift.ts'
import type { Slot, SlottedBytes } from './slot.ts'

/**
 * A new buffer with the texts in their places, each exactly as wide as its slot; html has them at `slot.at`. The old
 * one may still be on its way to clients.
 */
export function fill(slotted: SlottedBytes, slots: readonly Slot[], texts: readonly Uint8Array[]): Buffer {
  const { bytes, at } = slotted
  const filled = Buffer.allocUnsafe(bytes.length)
  filled.set(bytes)
  for (let index = 0; index < slots.length; index++) {
    const text = texts[index]
    const { value, bytes: width } = slots[index]!
    if (text?.length !== width) throw new Error(`the text of slot ${value} has ${text?.length} bytes, not ${width}`)
    filled.set(text, at[index]!)
  }
  return filled
}

/** A gzip page with what {@link fillGzip} needs to renew its CRC-32 without the html. */
export interface GzipSlots {
  slotted: SlottedBytes
  slots: readonly Slot[]
  /** Of the html the page was made of. */
  crc: number
  /** For each slot the CRC of its text in that html, and what moves a CRC from the slot's end to that of the page. */
  crcs: Int32Array
  shifts: Int32Array
}

export function prepareGzip(slotted: SlottedBytes, slots: readonly Slot[], html: Uint8Array): GzipSlots {
  return {
    slotted,
    slots,
    crc: crc32(html),
    crcs: Int32Array.from(slots, ({ at, bytes }) => crc32(html.subarray(at, at + bytes))),
    shifts: Int32Array.from(slots, ({ at, bytes }) => shiftBy(html.length - at - bytes)),
  }
}

/**
 * As {@link fill}, with the CRC-32 in the trailer; the length there stays as it is. Twelve slots cost 1.3 µs this way, the
 * CRC of the whole 21 KB page 4.9.
 */
export function fillGzip(gzip: GzipSlots, texts: readonly Uint8Array[]): Buffer {
  const { slotted, slots, crcs, shifts } = gzip
  const filled = fill(slotted, slots, texts)
  let { crc } = gzip
  for (let index = 0; index < slots.length; index++) {
    crc ^= times(crc32(texts[index]!) ^ crcs[index]!, shifts[index]!)
  }
  filled.writeInt32LE(crc | 0, filled.length - 8)
  return filled
}
