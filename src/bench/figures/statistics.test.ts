import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { geometricRatio, median, ratioInterval } from './statistics.ts'

const statistics = suite('bench/figures/statistics')

statistics('the median is the one in the middle, or between the two there', () => {
  assert.is(median([10, 9, 100]), 10)
  assert.is(median([10, 9, 100, 11]), 10.5)
  assert.is(median([]), undefined)
})

statistics('of pairs only their ratios count, however much the rounds differ', () => {
  // Ratios 2, 4 and 8: in powers of two the mean is 2, the standard error 1/√3, and t of 2 is 4.3027.
  const found = ratioInterval([20, 4000, 56], [10, 1000, 7], 'paired')

  near(found, { ratio: 4, low: 0.715, high: 22.4 })
})

statistics('pairs of one ratio have no doubt', () => {
  near(ratioInterval([2, 20, 14], [1, 10, 7], 'paired'), { ratio: 2, low: 2, high: 2 })
})

statistics('two samples of the same spread', () => {
  // In powers of two the means are 2 and 4, the standard error √(1/3 + 1/3), and t of 4 is 2.7764.
  const found = ratioInterval([2, 4, 8], [8, 16, 32], 'unpaired')

  near(found, { ratio: 0.25, low: 0.0519, high: 1.2 })
})

statistics('of two samples one of which has no spread the other alone tells the doubt', () => {
  near(ratioInterval([2, 4, 8], [1, 1, 1, 1], 'unpaired'), { ratio: 4, low: 0.715, high: 22.4 })
})

statistics('samples of different spreads have fewer degrees of freedom than figures', () => {
  // In powers of two: variances of the means 1/3 and 1/3 · 4 with 3 figures each: 25/9 / (1/18 + 16/18) = 2.94.
  const found = ratioInterval([2, 4, 8], [1, 4, 16], 'unpaired')!

  const reach = Math.log2(found.high) / Math.sqrt(5 / 3)
  assert.ok(reach > 3.182 && reach < 3.25, String(reach))
})

statistics('one round has a ratio and no interval', () => {
  assert.is(ratioInterval([2], [1], 'paired'), undefined)
  assert.is(ratioInterval([2, 3], [1], 'unpaired'), undefined)
  assert.is(ratioInterval([2], [1, 3], 'unpaired'), undefined)
  near({ ratio: geometricRatio([2], [1])! }, { ratio: 2 })
  near({ ratio: geometricRatio([1, 100], [1])! }, { ratio: 10 })
})

statistics('what has no logarithm has neither', () => {
  assert.is(ratioInterval([1, 0], [1, 1], 'paired'), undefined)
  assert.is(ratioInterval([1, 1], [-1, 1], 'unpaired'), undefined)
  assert.is(ratioInterval([1, NaN], [1, 1], 'unpaired'), undefined)
  assert.is(geometricRatio([1, Infinity], [1, 1]), undefined)
  assert.is(geometricRatio([], [1]), undefined)
})

statistics.run()

function near(found: object | undefined, expected: Record<string, number>): void {
  const rounded = Object.entries(found ?? {}).map(([name, value]) => [name, Number(Number(value).toPrecision(3))])
  assert.equal(
    Object.fromEntries(rounded),
    Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, Number(value.toPrecision(3))])),
  )
}
