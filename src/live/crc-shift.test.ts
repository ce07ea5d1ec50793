import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shiftBy, times } from './crc-shift.ts'

const crc = suite('live/crc-shift')

crc('moves the difference of two texts to the end of what follows them', () => {
  const bytes = fc.integer({ min: 0, max: 40 }).chain((length) => {
    const text = fc.uint8Array({ minLength: length, maxLength: length })
    return fc.tuple(text, text, fc.uint8Array({ maxLength: 3_000, size: 'max' }))
  })
  fc.assert(
    fc.property(bytes, ([one, other, after]) => {
      const moved = times(crc32(one) ^ crc32(other), shiftBy(after.length))

      const expected = crc32(Buffer.concat([one, after])) ^ crc32(Buffer.concat([other, after]))
      assert.is(moved, expected)
    }),
    { seed: 20_260_101, numRuns: 300 },
  )
})

crc('stays where it is when nothing follows', () => {
  assert.is(times(0x1234_5678, shiftBy(0)), 0x1234_5678)
})

crc.run()
