import { formatFigure, type SlotStyle } from 'enddel'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { numberReader } from './number-reader.ts'

const reader = suite('templates/islands/number-reader')

const write = (value: number, style: SlotStyle, locale: string) =>
  formatFigure({ value, at: 0, source: '', status: 'live' }, { style, locale })

reader('reads what the pages write, in each language of the site', () => {
  const locales = fc.constantFrom('vi', 'en', 'ru')
  const sizes = fc.double({ min: -3, max: 13, noNaN: true }).map((power) => 10 ** power)

  fc.assert(
    fc.property(sizes, locales, (value, locale) => {
      const read = numberReader(locale)
      const isNear = (text: string, within: number) =>
        assert.ok(Math.abs(read(text) - value) <= within, `${value} as ${text}`)

      isNear(write(value, 'price', locale), Math.max(value * 1e-5, value < 1 ? 0 : 0.006))
      isNear(write(value, 'compactUsdLong', locale), Math.max(value * 0.006, 0.006))
      isNear(write(value, 'compactUsd', locale), Math.max(value * 0.006, 0.006))
    }),
    { seed: 20_261_122, numRuns: 500 },
  )
})

reader('reads falls, by the minus that pages have', () => {
  assert.is(numberReader('en')(write(-1.3, 'change', 'en')), -1.3)
  assert.is(numberReader('vi')(write(-1.3, 'change', 'vi')), -1.3)
  assert.is(numberReader('ru')(write(-1234.5, 'change', 'ru')), -1234.5)
})

reader('reads no number where there is none', () => {
  assert.ok(Number.isNaN(numberReader('en')('–')))
  assert.ok(Number.isNaN(numberReader('en')('')))
})

reader.run()
