import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { waitAfter } from './backoff.ts'

const backoff = suite('client/backoff')

backoff('grows from a second to half a minute, and stays there however long it takes', () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 100, 5_000].map((failures) => waitAfter(1006, failures, 1)!.waitMs)

  assert.equal(longest, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000])
})

backoff('spreads over the whole time', () => {
  const waits = [0, 0.25, 0.5].map((random) => waitAfter(1001, 3, random)!.waitMs)

  assert.equal(waits, [0, 2_000, 4_000])
})

backoff('ends when what we send is refused', () => {
  const waits = [1003, 1007, 1009].map((code) => waitAfter(code, 0, 0.5))

  assert.equal(waits, [undefined, undefined, undefined])
})

backoff('is a minute or more after limits were ignored, and may not be shortened', () => {
  assert.equal(waitAfter(1008, 0, 0), { waitMs: 60_000, heldMs: 60_000 })
  assert.equal(waitAfter(1008, 9, 1), { waitMs: 90_000, heldMs: 90_000 })
})

backoff('is long at once when the server is full', () => {
  assert.equal(waitAfter(1013, 0, 0.5), { waitMs: 15_000, heldMs: 0 })
})

backoff.run()
