import { crc32, gunzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Slot } from './slot.ts'
import { gzipSlotted } from './slotted-gzip.ts'
import { fill, fillGzip, prepareGzip } from './splice.ts'

const splice = suite('live/splice')

const html = Buffer.from('<p>     </p><b>   </b>')
const slots: Slot[] = [
  { value: 'BTC.price', format: { style: 'price', locale: 'en' }, at: 3, bytes: 5 },
  { value: 'fng', format: { style: 'integer', locale: 'en' }, at: 15, bytes: 3 },
]
const texts = [Buffer.from('$9.25'), Buffer.from('28 ')]
const page = { bytes: html, at: [3, 15] }

splice('writes each text into its slot', () => {
  assert.is(fill(page, slots, texts).toString(), '<p>$9.25</p><b>28 </b>')
})

splice('gives a buffer of its own each time, since the last may still be on its way', async () => {
  const gzip = prepareGzip(gzipSlotted(html, slots, 9), slots, html)
  const before = [Buffer.from(html), Buffer.from(gzip.slotted.bytes)]

  const [one, other] = [fill(page, slots, texts), fill(page, slots, texts)]
  const zipped = fillGzip(gzip, texts)
  other.fill(0)
  zipped.fill(0)

  assert.is(one.toString(), '<p>$9.25</p><b>28 </b>')
  assert.ok(before[0]!.equals(html))
  assert.ok(before[1]!.equals(gzip.slotted.bytes))
})

splice('renews the checksum of gzip, again and again from the same page', async () => {
  const gzip = prepareGzip(gzipSlotted(html, slots, 9), slots, html)

  const filled = fillGzip(gzip, texts)
  const again = fillGzip(gzip, [Buffer.from('–  '), Buffer.from('100')])

  assert.is(filled.readUInt32LE(filled.length - 8), crc32('<p>$9.25</p><b>28 </b>'))
  assert.is(gunzipSync(filled).toString(), '<p>$9.25</p><b>28 </b>')
  assert.is(gunzipSync(again).toString(), '<p>–  </p><b>100</b>')
})

splice('refuses a text of another width, and one that is missing', () => {
  assert.throws(() => fill(page, slots, [Buffer.from('$9'), texts[1]!]), /BTC\.price has 2 bytes, not 5/)
  assert.throws(() => fill(page, slots, [texts[0]!]), /fng has undefined bytes, not 3/)
})

splice.run()
