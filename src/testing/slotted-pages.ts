import fc from 'fast-check'
import type { Slot } from '../live/slot.ts'

export interface SlottedPage {
  html: Buffer
  slots: Slot[]
  /** Two sets of full width, of bytes of all kinds. */
  texts: [Uint8Array[], Uint8Array[]]
}

/** Pages of 0 to 40 slots, some side by side, in text and in attributes, among text that repeats and text that does not. */
export function slottedPage(): fc.Arbitrary<SlottedPage> {
  const gap = fc.array(markup, { maxLength: 4 }).map((parts) => parts.join(''))
  const width = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(120))
  const slotAfter = width.chain((bytes) => fc.tuple(gap, fullWidth(bytes), fullWidth(bytes)))
  return fc.tuple(fc.array(slotAfter, { maxLength: 40, size: 'max' }), gap).map(([places, end]) => {
    const parts: Buffer[] = []
    const slots: Slot[] = []
    let length = 0
    for (const [before, { length: bytes }] of places) {
      const text = Buffer.from(before)
      slots.push({ value: 'BTC.price', format: { style: 'price', locale: 'en' }, at: length + text.length, bytes })
      parts.push(text, Buffer.alloc(bytes, ' '))
      length += text.length + bytes
    }
    const html = Buffer.concat([...parts, Buffer.from(`${end}</`)])
    return { html, slots, texts: [places.map(([, one]) => one), places.map(([, , other]) => other)] }
  })
}

const markup = fc.oneof(
  fc.constantFrom('<td>', '</td><td>', '</td></tr>\n<tr><td class="', '">', '" title="', '', ' ', 'x', '</', '–   '),
  fc.constantFrom('<p>Giá vàng hôm nay tăng</p>', '<span class="change up">▲</span>', '$91,204.55', '+1.30%'),
  fc.constant('<li>the same row again and again</li>'.repeat(20)),
  fc.lorem({ maxCount: 6 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
)

function fullWidth(bytes: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: bytes, maxLength: bytes })
}
