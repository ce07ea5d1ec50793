import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import type { Slot, SlottedBytes } from './slot.ts'
import { fill } from './splice.ts'
import { randomBytes } from './unlike-bytes.ts'

/** Whether the page comes back byte for byte from brotli with any texts in its slots: tried with two sets of random ones. */
export async function verifySlots(html: Uint8Array, slots: readonly Slot[], br: SlottedBytes): Promise<boolean> {
  const page = { bytes: html, at: slots.map(({ at }) => at) }
  for (const seed of [1, 2]) {
    const random = randomBytes(seed)
    const texts = slots.map(({ bytes }) => Uint8Array.from({ length: bytes }, random))
    if (!(await decodesTo(fill(br, slots, texts), fill(page, slots, texts)))) return false
  }
  return true
}

async function decodesTo(compressed: Buffer, html: Buffer): Promise<boolean> {
  try {
    return html.equals(await decompress(compressed, { maxOutputLength: html.length }))
  } catch {
    return false // no brotli, or more than the page
  }
}

const decompress = promisify(brotliDecompress)
