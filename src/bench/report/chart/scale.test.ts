import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linearScale, logScale, ninesScale } from './scale.ts'

const scale = suite('bench/report/chart/scale')

const range = { from: 0, to: 100 }

scale('that is linear goes from zero to a round number', () => {
  const { at, ticks } = linearScale(87_947, range)

  assert.equal(ticks, [0, 25_000, 50_000, 75_000, 100_000])
  assert.is(at(50_000), 50)
})

scale('of nothing but zeros has places all the same', () => {
  assert.is(linearScale(0, range).at(0), 0)
})

scale('that is logarithmic gives each decade the same room', () => {
  const { at, ticks } = logScale(0.12, 9, range)

  assert.equal(ticks, [0.1, 0.2, 0.5, 1, 2, 5, 10])
  assert.ok(Math.abs(at(1) - 50) < 1e-9)
})

scale('of many decades names these alone', () => {
  assert.equal(logScale(0.001, 1000, range).ticks, [0.001, 0.01, 0.1, 1, 10, 100, 1000])
})

scale('of a single value has two ends', () => {
  const { at, ticks } = logScale(2, 2, range)

  assert.ok(ticks.length >= 2)
  assert.ok(Number.isFinite(at(2)))
})

scale('of nines gives each further nine the same room, and the largest value a place at the end', () => {
  const { at, ticks } = ninesScale(3, range)

  assert.equal(ticks, [50, 90, 99, 99.9, 100])
  assert.ok(Math.abs(at(99) - at(90) - (at(99.9) - at(99))) < 1e-9)
  assert.is(at(100), 100)
})

scale.run()
