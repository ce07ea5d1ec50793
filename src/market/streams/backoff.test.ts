import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBackoff } from './backoff.ts'

const backoff = suite('market/streams/backoff')

backoff('doubles its ceiling up to the last, and stays there', () => {
  const { nextMs } = createBackoff({ firstMs: 1_000, maxMs: 30_000, random: () => 1 })

  const waits = Array.from({ length: 8 }, nextMs)

  assert.equal(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
})

backoff('waits anything from nothing to the ceiling', () => {
  const chances = [0, 0.5, 0.25]
  const { nextMs } = createBackoff({ firstMs: 1_000, maxMs: 30_000, random: () => chances.shift()! })

  const waits = Array.from({ length: 3 }, nextMs)

  assert.equal(waits, [0, 1_000, 1_000])
})

backoff('begins anew when something worked', () => {
  const { nextMs, reset } = createBackoff({ firstMs: 1_000, maxMs: 30_000, random: () => 1 })
  nextMs()
  nextMs()

  reset()

  assert.is(nextMs(), 1_000)
})

backoff('never waits longer than the last, even at first', () => {
  const { nextMs } = createBackoff({ firstMs: 1_000, maxMs: 10, random: () => 1 })

  assert.is(nextMs(), 10)
})

backoff.run()
