import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { formatFor } from '../../templates/format.ts'
import type { Figure } from '../market/figure.ts'
import { formatFigure } from './format.ts'
import { type SlotFormat, slotStyles, type SlotStyle } from './slot.ts'

const format = suite('live/format')

const seed = 20_260_101
const at = Date.parse('2026-11-20T09:30:00.789Z')

function text(value: number | string, style: SlotStyle, locale = 'en', more: Partial<Figure & SlotFormat> = {}) {
  const { words, since, ...figure } = more
  return formatFigure({ value, at, source: 'binance', status: 'live', ...figure }, { style, locale, words, since })
}

const anyNumber = fc.oneof(
  fc.double({ min: -20, max: 20, noNaN: true }),
  fc.double({ min: -1e14, max: 1e14, noNaN: true }),
  fc.double({ min: 0, max: 1e-4, noNaN: true }),
  fc.integer({ min: -10_000, max: 10_000 }).map((thousandths) => thousandths / 1000),
  fc.constantFrom(0.005, -0.005, 0.004999999999999999, 0.9999995, 0.9999994, 999.99995, 1000, 0, -0, 1.82e12),
)

format('tells numbers that read back as what they were, in each language of the sample site', () => {
  fc.assert(
    fc.property(anyNumber, fc.constantFrom('vi', 'en', 'ru'), (value, locale) => {
      const isNear = (style: SlotStyle, within: number) => {
        const written = text(value, style, locale)
        const read = readBack(written, locale)
        assert.ok(Math.abs(read - value) <= within * 1.0001 + Math.abs(value) * 1e-12, `${value} as ${written}`)
      }
      const size = Math.abs(value)
      isNear('price', size >= 1000 ? 0.005 : size >= 0.9999995 ? 0.00005 : size * 5e-6)
      isNear('compactUsdLong', 0.005 * [1e12, 1e9, 1e6, 1e3, 1].find((unit) => size >= unit * 0.999995 || unit === 1)!)
      isNear('percent', 0.05)
      isNear('change', 0.005)
      isNear('integer', 0.5)
      const whole = Math.round(value) || 0
      assert.is(text(whole, 'integer', locale), formatFor(locale).number(whole))
    }),
    { seed, numRuns: 300 },
  )
})

format('tells the time of Hanoi', () => {
  const options = { timeZone: 'Asia/Ho_Chi_Minh', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const there = new Intl.DateTimeFormat('en-GB', options)
  fc.assert(
    fc.property(fc.date({ min: new Date('1976-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
      assert.is(text(1, 'time', 'vi', { at: date.getTime() }), `${there.format(date)} UTC+7`)
    }),
    { seed },
  )
})

format('tells a large sum by the letter of the language, or spelt out where the letter is known to few', () => {
  assert.is(text(1.82e12, 'compactUsd'), '$1.82T')
  assert.is(text(1.82e12, 'compactUsdLong'), '$1.82T')
  assert.is(text(1.82e12, 'compactUsd', 'vi'), '1,82\u00a0NT\u00a0$')
  assert.is(text(1.82e12, 'compactUsdLong', 'vi'), '1,82 nghìn tỷ\u00a0$')
})

format('tells a change with a true minus, and no sign where it rounds to nothing', () => {
  assert.is(text(-0.42, 'change'), '−0.42%')
  assert.is(text(1.3, 'change'), '+1.30%')
  assert.is(text(-0.004, 'change'), '0.00%')
})

format('agrees with itself about sign, direction, arrow and words', () => {
  const words = ['up', 'down', 'flat'] as const
  fc.assert(
    fc.property(anyNumber, (value) => {
      const sign = text(value, 'change')[0]!
      const direction = sign === '+' ? 'up' : sign === '−' ? 'down' : 'flat'
      assert.is(text(value, 'direction'), direction)
      assert.is(text(value, 'words', 'en', { words }), direction)
      assert.is(text(value, 'arrow'), { up: '▲', down: '▼', flat: '=' }[direction])
    }),
    { seed, numRuns: 300 },
  )
})

format('writes the size of a change into the words of the site', () => {
  const words = ['up {}, $& {}', 'down {}', 'unchanged'] as const

  assert.is(text(1234.5, 'words', 'en', { words }), 'up 1,234.50%, $& 1,234.50%')
  assert.is(text(-0.42, 'words', 'vi', { words }), 'down 0,42%')
  assert.is(text(0.001, 'words', 'en', { words }), 'unchanged')
})

format('tells who said so, in which state it is and when', () => {
  assert.is(text(1, 'source'), 'binance')
  assert.is(text(1, 'status', 'en', { status: 'closed' }), 'closed')
  assert.is(text(1, 'iso'), '2026-11-20T09:30:00Z')
  assert.is(text(1, 'time'), '16:30 UTC+7')
  assert.is(text(1, 'dateTime'), '20 Nov 2026, 16:30 UTC+7')
  assert.is(text(1, 'dateTime', 'en', { at: Date.parse('2026-11-20T17:00:00Z') }), '21 Nov 2026, 00:00 UTC+7')
  assert.is(text(1, 'dateTime', 'en', { at: Date.parse('2026-11-20T16:59:59Z') }), '20 Nov 2026, 23:59 UTC+7')
  assert.is(text('Extreme <Fear>', 'text'), 'Extreme <Fear>')
})

format('knows only moments between 1970 and 9999', () => {
  const moments = [NaN, -1, Infinity, 253_402_300_800_000].map((at) => text(1, 'iso', 'en', { at }))

  assert.equal(moments, ['', '', '', ''])
  assert.is(text(1, 'time', 'en', { at: 253_402_300_799_999 }), '–')
  assert.is(text(1, 'iso', 'en', { at: 253_402_300_799_999 }), '9999-12-31T23:59:59Z')
})

format('tells a missing figure by a dash, or by the word that stands for nothing known', () => {
  const texts = Object.fromEntries(slotStyles.map((style) => [style, formatFigure(undefined, { style, locale: 'vi' })]))

  const { direction, arrow, status, source, iso, ...others } = texts
  assert.equal([direction, arrow, status, source, iso], ['flat', '=', 'stale', '', ''])
  assert.equal([...new Set(Object.values(others))], ['–'])
})

format('tells by how much a figure has changed since, in all forms of a change', () => {
  const since = { value: 90_000, at: at - 1 }
  const words = ['up {}', 'down {}', 'unchanged'] as const

  assert.is(text(92_880, 'change', 'en', { since }), '+3.20%')
  assert.is(text(92_880, 'direction', 'en', { since }), 'up')
  assert.is(text(89_550, 'change', 'vi', { since }), '−0,50%')
  assert.is(text(89_550, 'arrow', 'vi', { since }), '▼')
  assert.is(text(89_550, 'words', 'en', { since, words }), 'down 0.50%')
  assert.is(text(90_001, 'change', 'en', { since }), '0.00%')
  assert.is(text(90_001, 'direction', 'en', { since }), 'flat')
})

format('has no change since for a figure of before, or for none', () => {
  const since = { value: 90_000, at: at + 1 }

  assert.is(text(92_880, 'change', 'en', { since }), '–')
  assert.is(text(92_880, 'direction', 'en', { since }), 'flat')
  assert.is(text('closed', 'change', 'en', { since: { value: 1, at: 0 } }), '–')
  assert.is(formatFigure(undefined, { style: 'change', locale: 'en', since }), '–')
})

format('takes a value of the wrong kind for a missing one', () => {
  assert.is(text('91204', 'price'), '–')
  assert.is(text(28, 'text'), '–')
  assert.is(text('x', 'direction'), 'flat')
  assert.is(text(NaN, 'change'), '–')
  assert.is(text(Infinity, 'compactUsd'), '–')
  assert.is(text(1, 'words'), '–')
})

/** The number that a reader takes from a text. */
function readBack(text: string, locale: string): number {
  const digits = locale === 'en' ? text.replace(/[^\d.]/g, '') : text.replace(/[^\d,]/g, '').replace(',', '.')
  const unit = units[text.replace(/[\d\s.,$%+−]/g, '')]
  assert.ok(unit, text)
  return Number(digits) * unit! * (text.includes('−') ? -1 : 1)
}

const units: Record<string, number> = {
  ...{ '': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 },
  ...{ nghìn: 1e3, triệu: 1e6, tỷ: 1e9, nghìntỷ: 1e12 },
  ...{ тыс: 1e3, млн: 1e6, млрд: 1e9, трлн: 1e12 },
}

format.run()
