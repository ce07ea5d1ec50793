import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOf } from '../testing/refusal.ts'
import { slottedPage } from '../testing/slotted-pages.ts'
import type { Slot } from './slot.ts'
import { gzipSlotted } from './slotted-gzip.ts'
import { fill, fillGzip, prepareGzip } from './splice.ts'

const slotted = suite('live/slotted-gzip')

const seed = 20_260_101

function slotAt(at: number, bytes: number): Slot {
  return { value: 'BTC.price', format: { style: 'price', locale: 'en' }, at, bytes }
}

slotted('comes back byte for byte with whatever is written into it, at every level', () =>
  fc.assert(
    fc.asyncProperty(slottedPage(), fc.integer({ min: 0, max: 9 }), async ({ html, slots, texts }, level) => {
      const prepared = prepareGzip(gzipSlotted(html, slots, level), slots, html)

      for (const set of texts) {
        // gunzip checks CRC and length, too.
        const expected = fill({ bytes: html, at: slots.map(({ at }) => at) }, slots, set)
        assert.ok(gunzipSync(fillGzip(prepared, set)).equals(expected))
      }
    }),
    { seed, numRuns: 300 },
  ),
)

slotted('is a gzip of the page itself when nothing is written into it', async () => {
  const html = Buffer.from(`<p>${' '.repeat(14)}</p>${'<b>same</b>'.repeat(50)}`)

  const { bytes } = gzipSlotted(html, [slotAt(3, 14)], 9)

  assert.ok(gunzipSync(bytes).equals(html))
})

slotted('is the same for the same page', async () => {
  const html = Buffer.from('<td>              </td>'.repeat(20))

  const [one, other] = await Promise.all([1, 2].map(() => gzipSlotted(html, [slotAt(4, 14)], 6)))

  assert.equal(one, other)
})

slotted('may begin and end with a slot, or have none', async () => {
  const slots = [slotAt(0, 3), slotAt(24, 3)]
  const html = Buffer.from(`   ${'<p>text</p>'.padEnd(21)}   `)
  const texts = [Buffer.from('one'), Buffer.from('two')]

  const filled = fillGzip(prepareGzip(gzipSlotted(html, slots, 9), slots, html), texts)
  const none = gzipSlotted(html, [], 9)

  assert.is(gunzipSync(filled).toString(), `one${'<p>text</p>'.padEnd(21)}two`)
  assert.ok(gunzipSync(none.bytes).equals(html))
})

slotted('refuses what does not fit into a stored block', async () => {
  const html = Buffer.alloc(65_537, ' ')

  const fitting = gzipSlotted(html, [slotAt(0, 65_535)], 1)
  const error = refusalOf(() => gzipSlotted(html, [slotAt(0, 65_536)], 1))

  assert.ok(gunzipSync(fitting.bytes).equals(html))
  assert.is(error.code, 'E_SLOT')
})

slotted.run()
