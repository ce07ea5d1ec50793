import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countOf, createHistogram, curveOf, maxMs, mergeHistograms, percentileMs } from './histogram.ts'

const histogram = suite('bench/figures/histogram')

histogram('tells percentiles, count, mean and maximum of what was recorded', () => {
  const text = encoded(Array.from({ length: 1000 }, (_, index) => (index + 1) * 1000))

  assert.is(countOf(text), 1000)
  near(percentileMs(text, 50), 500)
  near(percentileMs(text, 99), 990)
  near(maxMs(text), 1000)
})

histogram('keeps every value within a thousandth, whatever it is', () => {
  const us = fc.integer({ min: 1, max: 60_000_000 })

  fc.assert(
    fc.property(us, (value) => near(percentileMs(encoded([value]), 100), value / 1000)),
    { numRuns: 50 },
  )
})

histogram('counts what is too small as 1 µs and what is too large as 60 s', () => {
  const text = encoded([0, 0.2, 61_000_000, Infinity])

  assert.is(countOf(text), 4)
  assert.is(percentileMs(text, 50), 0.001)
  assert.is(maxMs(text), 60_000)
})

histogram('an empty one is an empty text everywhere', () => {
  assert.is(createHistogram().encode(), '')
  assert.is(mergeHistograms(['', '']), '')
  assert.equal([countOf(''), maxMs(''), percentileMs('', 50), curveOf('')], [0, 0, 0, []])
})

histogram('a merged one is the same as one that recorded everything', () => {
  const [some, others] = [
    [3, 500, 20_000],
    [500, 59_000_000],
  ]

  assert.is(mergeHistograms([encoded(some!), '', encoded(others!)]), encoded([...some!, ...others!]))
})

histogram('a curve goes as far out as there are values, and ends at the largest', () => {
  const few = curveOf(encoded([1000, 2000, 3000, 4000]))
  const many = curveOf(encoded(Array.from({ length: 1000 }, (_, index) => index + 1)))

  assert.equal(few[0], { percentile: 0, ms: 1 })
  assert.equal(few.at(-1), { percentile: 100, ms: maxMs(encoded([4000])) })
  assert.is(few.at(-2)!.percentile, 75)
  assert.is(many.at(-2)!.percentile, 99.9)
  assert.ok(many.every((point, index) => index === 0 || point.ms >= many[index - 1]!.ms))
})

histogram.run()

function encoded(values: readonly number[]): string {
  const made = createHistogram()
  for (const value of values) made.record(value)
  return made.encode()
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= expected * 0.001, `${actual} is not ${expected}`)
}
