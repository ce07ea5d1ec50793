import { brotliDecompressSync, constants } from 'node:zlib'
import { BrotliCompress } from 'minizlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { flushedPieces } from './flushed-pieces.ts'
import type { Slot } from './slot.ts'
import { brotliSlotted } from './slotted-brotli.ts'
import { verifySlots } from './verify-slots.ts'

const verify = suite('live/verify-slots')

const html = Buffer.from(`<p>${' '.repeat(14)}</p>${'<b>same</b>'.repeat(50)}`)
const slots: Slot[] = [{ value: 'BTC.price', format: { style: 'price', locale: 'en' }, at: 3, bytes: 14 }]

verify('finds bytes that can be written into exact', async () => {
  assert.ok(verifySlots(html, slots, brotliSlotted(html, slots, 11)))
})

verify('finds out that a slot is somewhere else', async () => {
  const { bytes, at } = brotliSlotted(html, slots, 11)

  assert.not(verifySlots(html, slots, { bytes, at: [at[0]! + 1] }))
})

verify('finds out that the page is another', async () => {
  const br = brotliSlotted(html, slots, 11)

  assert.not(verifySlots(Buffer.from(html.toString().replace('same', 'sane')), slots, br))
  assert.not(verifySlots(html.subarray(0, -1), slots, br))
})

verify('finds out that later text refers to what stood in the slot', async () => {
  const price = '$91,204.55'
  const repeated = Buffer.from(`<p>Price: ${price}</p>${`<b>Price: ${price}</b>`.repeat(5)}`)
  const slot: Slot = { value: 'BTC.price', format: { style: 'price', locale: 'en' }, at: 10, bytes: price.length }
  const block = repeated.subarray(10, 10 + price.length + 2)
  const pieces = [repeated.subarray(0, 10), block, repeated.subarray(10 + block.length)]
  const [before, , after] = flushedPieces(new BrotliCompress({}), constants.BROTLI_OPERATION_FLUSH, pieces)
  const bytes = Buffer.concat([before!, Buffer.from([(block.length - 1) << 3, 0, 8]), block, after!])

  const isExact = verifySlots(repeated, [slot], { bytes, at: [before!.length + 3] })

  assert.ok(brotliDecompressSync(bytes).equals(repeated))
  assert.not(isExact)
})

verify('takes bytes that are no brotli for inexact', async () => {
  assert.not(verifySlots(html, slots, { bytes: Buffer.alloc(40, 255), at: [10] }))
})

verify.run()
