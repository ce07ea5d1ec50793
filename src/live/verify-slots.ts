import { brotliDecompressSync } from 'node:zlib'
import type { Slot, SlottedBytes } from './slot.ts'
import { fill } from './splice.ts'
import { randomBytes } from './unlike-bytes.ts'

/** Whether the page comes back byte for byte from brotli with any texts in its slots: tried with two sets of random ones. */
export function verifySlots(html: Uint8Array, slots: readonly Slot[], br: SlottedBytes): boolean {
  const page = { bytes: html, at: slots.map(({ at }) => at) }
  for (const seed of [1, 2]) {
    const random = randomBytes(seed)
    const texts = slots.map(({ bytes }) => Uint8Array.from({ length: bytes }, random))
    if (!decodesTo(fill(br, slots, texts), fill(page, slots, texts))) return false
  }
  return true
}

/** Whether brotli bytes are those of exactly this html. */
export function decodesTo(compressed: Buffer, html: Buffer): boolean {
  try {
    return html.equals(brotliDecompressSync(compressed, { maxOutputLength: html.length }))
  } catch {
    return false // no brotli, or more than the page
  }
}
