import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateOf, withJitter } from './freshness.ts'

const freshness = suite('cache/freshness')

const lifetime = { freshForMs: 60_000, staleForMs: 30_000, staleIfErrorMs: 120_000 }
const made = { madeAt: 1_000_000, lifetime }

/** The state of an entry `age` milliseconds after it was made. */
function at(age: number, verdict: 'valid' | 'soft' | 'hard' = 'valid') {
  return stateOf(made, verdict, made.madeAt + age)
}

freshness('goes through four states, at three moments', () => {
  assert.equal(
    [0, 59_999].map((age) => at(age)),
    ['fresh', 'fresh'],
  )
  assert.equal(
    [60_000, 89_999].map((age) => at(age)),
    ['stale', 'stale'],
  )
  assert.equal(
    [90_000, 179_999].map((age) => at(age)),
    ['expired', 'expired'],
  )
  assert.is(at(180_000), 'gone')
})

freshness('has no expired state where stale lasts longer than errors are covered', () => {
  const short = { madeAt: 0, lifetime: { freshForMs: 10, staleForMs: 20, staleIfErrorMs: 5 } }

  assert.is(stateOf(short, 'valid', 29), 'stale')
  assert.is(stateOf(short, 'valid', 30), 'gone')
})

freshness('is over at once where it was given no time', () => {
  const none = { madeAt: 5, lifetime: { freshForMs: 0, staleForMs: 0, staleIfErrorMs: 0 } }

  assert.is(stateOf(none, 'valid', 5), 'gone')
})

freshness('is stale from a soft invalidation on, and ends when it would have ended', () => {
  assert.equal(
    [0, 89_999].map((age) => at(age, 'soft')),
    ['stale', 'stale'],
  )
  assert.equal(
    [90_000, 180_000].map((age) => at(age, 'soft')),
    ['expired', 'gone'],
  )
})

freshness('is gone at once after a hard invalidation', () => {
  assert.equal(
    [0, 60_000, 90_000].map((age) => at(age, 'hard')),
    ['gone', 'gone', 'gone'],
  )
})

freshness('is made a tenth shorter at most by jitter, and never longer', () => {
  const longest = withJitter(lifetime, 0)
  const shortest = withJitter(lifetime, 1)
  const between = withJitter(lifetime, 0.5)

  assert.equal(longest, lifetime)
  assert.equal(shortest, { ...lifetime, freshForMs: 54_000 })
  assert.is(between.freshForMs, 57_000)
})

freshness.run()
