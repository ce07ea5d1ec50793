import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rsi14 } from './rsi.ts'

const rsi = suite('market/desk/rsi')

const series = (length: number, close: (index: number) => number) => Array.from({ length }, (_, index) => close(index))

rsi('is 100 when closes only rise, 0 when they only fall', () => {
  assert.is(rsi14(series(100, (index) => 100 + index)), 100)
  assert.is(rsi14(series(100, (index) => 1_000 - index)), 0)
})

rsi('follows from one step up and one down in turn', () => {
  // The average gain just after a gain is g = (13/14)^2 g + 1/14, and the loss is 13/14 of it: 100 / (1 + 13/14).
  const endsUp = series(1_000, (index) => 100 + (index % 2))
  const endsDown = series(1_001, (index) => 100 + (index % 2))

  assert.ok(Math.abs(rsi14(endsUp)! - 1400 / 27) < 1e-9)
  assert.ok(Math.abs(rsi14(endsDown)! - 1300 / 27) < 1e-9)
})

rsi('begins with the plain average of fourteen moves', () => {
  // 14 moves, 8 up by 2 and 6 down by 1: averages of 16/14 and 6/14. One up by 1: (13 * 16/14 + 1) / 14 and 13/14 * 6/14.
  // Then 84 without any, by which both shrink alike: 100 * 222 / (222 + 78).
  const first = series(14, (index) => (index % 2 === 0 || index === 13 ? 2 : -1))
  const closes = [...first, 1, ...series(84, () => 0)].reduce((all, move) => [...all, all.at(-1)! + move], [100])

  assert.ok(Math.abs(rsi14(closes)! - 74) < 1e-9)
})

rsi('is unknown with fewer than 100 closes, or when nothing moved', () => {
  assert.is(rsi14(series(99, (index) => index + 1)), undefined)
  assert.is(rsi14([]), undefined)
  assert.is(rsi14(series(100, () => 5)), undefined)
  assert.is(rsi14([...series(100, (index) => index + 1), NaN]), undefined)
})

rsi.run()
