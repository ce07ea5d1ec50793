import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProviderLimits } from './provider-limits.ts'

const limits = suite('market/providers/provider-limits')

const start = 1_000_000

function make(requests: number, perMs: number) {
  const clock = { now: start }
  return { clock, ...createProviderLimits({ requests, perMs }, () => clock.now) }
}

limits('let through as many as there are, and then one after the other', () => {
  const { clock, inMs, take } = make(3, 30_000)
  for (let index = 0; index < 3; index++) {
    assert.is(inMs(), 0)
    take()
  }

  assert.is(inMs(), 10_000)
  clock.now += 4_000
  assert.is(inMs(), 6_000)
  clock.now += 6_000
  assert.is(inMs(), 0)
  take()
  assert.is(inMs(), 10_000)
})

limits('save up no more than that', () => {
  const { clock, inMs, take } = make(2, 1_000)
  clock.now += 3_600_000
  take()
  take()

  assert.is(inMs(), 500)
})

limits('count what was taken ahead of its time', () => {
  const { clock, inMs, take } = make(1, 1_000)
  take()
  assert.is(inMs(), 1_000)
  take()

  assert.is(inMs(), 2_000)
  clock.now += 2_000
  assert.is(inMs(), 0)
})

limits('hold for the longest of what was named, and three days at most', () => {
  const { clock, inMs, hold } = make(1, 1)
  hold(60_000)
  hold(10_000)
  assert.is(inMs(), 60_000)
  clock.now += 60_000
  assert.is(inMs(), 0)

  hold(1e15)
  assert.is(inMs(), 3 * 86_400_000)
})

limits('do not grow when the clock is set back', () => {
  const { clock, inMs, take, hold } = make(1, 1_000)
  take()
  hold(5_000)
  clock.now -= 3_600_000

  assert.is(inMs(), 5_000)
  clock.now += 1_000
  take()
  assert.ok(inMs() <= 5_000)
})

limits.run()
