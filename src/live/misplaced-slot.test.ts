import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { misplacedSlot } from './misplaced-slot.ts'
import type { Slot, SlotStyle } from './slot.ts'
import { slotText } from './slot-text.ts'

const misplaced = suite('live/misplaced-slot')

const figure = { value: -1234.5, at: 0, source: `Hand & "Söhne"`, status: 'live' as const }

function slot(at: number, style: SlotStyle = 'change', value = 'BTC.price'): Slot {
  return { value, format: { style, locale: 'vi' }, at, bytes: 16 }
}

/** A page with two figures, and its slots. */
function page(style: SlotStyle = 'change'): { html: Buffer; slots: [Slot, Slot] } {
  const text = slotText(slot(0, style), figure)
  const html = Buffer.concat([Buffer.from('<p title="'), text, Buffer.from('">Was '), text, Buffer.from('</p>')])
  return { html, slots: [slot(10, style), slot(32, style)] }
}

misplaced('finds none where slots stand', () => {
  for (const style of ['change', 'price', 'source', 'arrow', 'status', 'iso'] as const) {
    const { html, slots } = page(style)

    assert.is(misplacedSlot(html, slots), undefined, style)
  }
})

misplaced('finds a slot that is said to stand a byte before or behind', () => {
  const { html, slots } = page()
  const [first, second] = slots

  for (const by of [-1, 1]) {
    assert.is(misplacedSlot(html, [{ ...first, at: first.at + by }, second])?.at, first.at + by)
    assert.is(misplacedSlot(html, [first, { ...second, at: second.at + by }])?.at, second.at + by)
  }
})

misplaced('finds slots that overlap, are out of order, or beyond the page', () => {
  const blank = Buffer.alloc(40, ' ')

  assert.is(misplacedSlot(blank, [slot(0), slot(15)])?.at, 15)
  assert.is(misplacedSlot(blank, [slot(16), slot(0)])?.at, 0)
  assert.is(misplacedSlot(blank, [slot(0), slot(25)])?.at, 25)
  assert.is(misplacedSlot(blank, [slot(0), slot(24)]), undefined)
})

misplaced('finds a part of a character', () => {
  assert.ok(misplacedSlot(Buffer.from('−1%             ').subarray(1), [{ ...slot(0), bytes: 15 }]))
})

misplaced('takes nothing but a clock, or spaces, for a clock', () => {
  const clock = slot(0, 'text', 'clock')

  assert.is(misplacedSlot(Buffer.from('abc123.42       '), [clock]), undefined)
  assert.is(misplacedSlot(Buffer.alloc(16, ' '), [clock]), undefined)
  assert.is(misplacedSlot(Buffer.from('a price: 42     '), [clock]), clock)
})

misplaced('lets prose begin with a space', () => {
  const html = Buffer.from(' per hand        ')

  assert.is(misplacedSlot(html, [slot(0, 'words')]), undefined)
  assert.ok(misplacedSlot(html, [slot(0, 'price')]))
})

misplaced.run()
