import { brotliDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { brotli } from '../render/compress.ts'
import { refusalOf } from '../testing/refusal.ts'
import { slottedPage } from '../testing/slotted-pages.ts'
import type { Slot } from './slot.ts'
import { brotliSlotted } from './slotted-brotli.ts'
import { fill } from './splice.ts'

const slotted = suite('live/slotted-brotli')

const seed = 20_260_101

function slotAt(at: number, bytes: number): Slot {
  return { value: 'BTC.price', format: { style: 'price', locale: 'en' }, at, bytes }
}

function htmlOf(html: Uint8Array, slots: readonly Slot[], texts: readonly Uint8Array[]): Buffer {
  return fill({ bytes: html, at: slots.map(({ at }) => at) }, slots, texts)
}

slotted('comes back byte for byte with whatever is written into it, at every quality', () =>
  fc.assert(
    fc.asyncProperty(slottedPage(), fc.integer({ min: 0, max: 11 }), async ({ html, slots, texts }, quality) => {
      const br = brotliSlotted(html, slots, quality)

      for (const set of texts) {
        assert.ok(brotliDecompressSync(fill(br, slots, set)).equals(htmlOf(html, slots, set)))
      }
    }),
    { seed, numRuns: 300 },
  ),
)

slotted('comes back as the page itself when nothing is written into it', async () => {
  const html = Buffer.from(`<p>${' '.repeat(14)}</p>${'<b>same</b>'.repeat(50)}`)

  const br = brotliSlotted(html, [slotAt(3, 14)], 11)

  assert.ok(brotliDecompressSync(br.bytes).equals(html))
})

slotted('is the same for the same page, and as exact with another seed', async () => {
  const html = Buffer.from('<td>              </td><td>              </td></tr>'.repeat(20))
  const slots = [slotAt(4, 14), slotAt(27, 14), slotAt(400, 30)]
  const texts = slots.map(({ bytes }) => Buffer.alloc(bytes, 'x'))

  const [one, same, other] = await Promise.all([1, 1, 2].map((seed) => brotliSlotted(html, slots, 11, seed)))

  assert.equal(one, same)
  assert.ok(brotliDecompressSync(fill(other!, slots, texts)).equals(htmlOf(html, slots, texts)))
})

slotted('is what compressing gives where there are no slots', async () => {
  const html = Buffer.from('<p>Giá vàng</p>'.repeat(100))

  const br = brotliSlotted(html, [], 9)

  assert.ok(brotli(html, 9).equals(br.bytes))
  assert.equal(br.at, [])
})

slotted('may begin with a slot, and end two bytes after one', async () => {
  const html = Buffer.from('     x </')
  const slots = [slotAt(0, 5), slotAt(6, 1)]
  const texts = [Buffer.from('first'), Buffer.from('2')]

  const br = brotliSlotted(html, slots, 11)

  assert.is(brotliDecompressSync(fill(br, slots, texts)).toString(), 'firstx2</')
})

slotted('refuses a slot with fewer than two bytes behind it', async () => {
  const error = refusalOf(() => brotliSlotted(Buffer.from('<p>     >'), [slotAt(3, 5)], 11))

  assert.is(error.code, 'E_SLOT')
})

slotted('has blocks of up to 65,536 bytes, and refuses longer runs of slots', async () => {
  const html = Buffer.alloc(70_000, ' ')
  const run = (count: number) => Array.from({ length: count }, (_, index) => slotAt(index * 1000, 1000))
  const whole = [slotAt(1, 65_534)]
  const texts = [Buffer.alloc(65_534, 'x')]

  const br = brotliSlotted(html, whole, 1)
  const error = refusalOf(() => brotliSlotted(html, run(66), 1))
  const oneMore = refusalOf(() => brotliSlotted(html, [slotAt(1, 65_535)], 1))

  assert.ok(brotliDecompressSync(fill(br, whole, texts)).equals(htmlOf(html, whole, texts)))
  assert.is(error.code, 'E_SLOT')
  assert.is(oneMore.code, 'E_SLOT')
})

slotted('parts slots that are near each other where their block would be too long', async () => {
  const slots = Array.from({ length: 600 }, (_, index) => slotAt(index * 125, 120))
  const html = Buffer.from(`${' '.repeat(120)}<td> `.repeat(600))
  const texts = slots.map((_, index) => Buffer.alloc(120, String(index)))

  const br = brotliSlotted(html, slots, 2)

  assert.ok(brotliDecompressSync(fill(br, slots, texts)).equals(htmlOf(html, slots, texts)))
})

slotted('costs little more than the slots themselves', async () => {
  const row = '<tr><td>Bitcoin</td><td class="price">              </td></tr>\n'
  const html = Buffer.from(row.repeat(30))
  const slots = Array.from({ length: 30 }, (_, index) => slotAt(index * row.length + 38, 14))

  const { bytes } = brotliSlotted(html, slots, 11)

  assert.ok(bytes.length < brotli(html, 11).length + 30 * (14 + 45), `${bytes.length} bytes`)
})

slotted.run()
