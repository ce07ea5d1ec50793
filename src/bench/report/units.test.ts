import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { moment, rate, ratio, roughly } from './units.ts'

const units = suite('bench/report/units')

units('write rates with thousands apart, and small ones with a decimal', () => {
  assert.equal([87_946.6, 100, 43.14, 0].map(rate), ['87,947', '100', '43.1', '0.0'])
})

units('write a ratio with its interval where there is one', () => {
  assert.is(ratio(1.372, { low: 1.311, high: 1.428 }), '1.37 (1.31–1.43)')
  assert.is(ratio(1.372), '1.37')
})

units('write a ratio that is far below one with a digit more', () => {
  assert.is(ratio(0.0432), '0.043')
})

units('write a moment in UTC, and what is no moment as it is', () => {
  assert.is(moment('2026-11-22T18:30:00.000Z'), '22 November 2026, 18:30 UTC')
  assert.is(moment('yesterday'), 'yesterday')
})

units('write an estimate with two digits', () => {
  assert.is(roughly(1371.2), '1,400')
})

units.run()
