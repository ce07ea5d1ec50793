import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { formatFor } from './format.ts'

const format = suite('templates/format')

format('tells a price with as many digits as its size asks for', () => {
  const { price } = formatFor('en')

  assert.is(price(91234.5), '$91,234.50')
  assert.is(price(1.23456), '$1.2346')
  assert.is(price(2), '$2.00')
  assert.is(price(0.00001234), '$0.00001234')
})

format('tells a price just below a dollar with its cents', () => {
  assert.is(formatFor('en').price(0.9999997), '$1.00')
})

format('puts the dollar before the number in English, behind it in Vietnamese and Russian', () => {
  assert.is(formatFor('vi').price(91234.5), '91.234,50\u00a0$')
  assert.is(formatFor('ru').price(91234.5), '91\u00a0234,50\u00a0$')
  assert.equal(formatFor('en').usdAffix, { prefix: '$' })
  assert.equal(formatFor('vi').usdAffix, { suffix: '\u00a0$' })
})

format('tells large sums in the words of the language', () => {
  assert.is(formatFor('en').compactUsd(1.82e12), '$1.82T')
  assert.is(formatFor('vi').compactUsd(1.82e12), '1,82 nghìn tỷ\u00a0$')
  assert.is(formatFor('ru').compactUsd(1.82e12), '1,82\u00a0трлн\u00a0$')
})

format('tells a change always with its sign, and a true minus', () => {
  const { change } = formatFor('en')

  assert.is(change(1.3), '+1.30%')
  assert.is(change(-0.42), '−0.42%')
})

format('tells no change without a sign, also one too small to show', () => {
  const { change } = formatFor('en')

  assert.is(change(0), '0.00%')
  assert.is(change(-0.001), '0.00%')
  assert.is(change(0.001), '0.00%')
})

format('tells a share as it is given, with one decimal at most', () => {
  assert.is(formatFor('en').percent(57.2), '57.2%')
  assert.is(formatFor('vi').percent(57.25), '57,3%')
})

format('tells numbers with the separators of the language', () => {
  assert.is(formatFor('en').number(1234.567), '1,234.57')
  assert.is(formatFor('vi').number(1234.567), '1.234,57')
  assert.is(formatFor('en').number(0.000012345), '0.000012345')
  assert.is(formatFor('en').number(-5), '−5')
})

format('tells money in its own currency', () => {
  assert.is(formatFor('en').money({ amount: 12.5, currency: 'USD' }), '$12.50')
  assert.is(formatFor('vi').money({ amount: 1_500_000, currency: 'VND' }), '1.500.000\u00a0₫')
})

format('tells the time of Hanoi with its zone, wherever the machine stands', () => {
  assert.is(formatFor('en').dateTime('2026-11-20T09:30:00Z'), '20 Nov 2026, 16:30 UTC+7')
  assert.is(formatFor('vi').dateTime('2026-11-20T09:30:00Z'), '20/11/2026, 16:30 UTC+7')
  assert.is(formatFor('ru').dateTime('2026-11-20T09:30:00Z'), '20 ноября 2026 г., 16:30 UTC+7')
})

format('tells midnight as 00, of the day that begins', () => {
  assert.is(formatFor('en').dateTime('2026-11-20T17:00:00Z'), '21 Nov 2026, 00:00 UTC+7')
})

format('tells day and hour for the axis of a chart', () => {
  assert.is(formatFor('vi').dayHour('2026-11-20T09:30:00Z'), '20/11, 16:30')
  assert.is(formatFor('en').dayHour('2026-11-20T09:30:00Z'), '20 Nov, 16:30')
})

format('names languages in the language of the page', () => {
  assert.is(formatFor('en').languageName('vi'), 'Vietnamese')
  assert.is(formatFor('vi').languageName('vi'), 'Tiếng Việt')
})

format('serves a language it has no rules for', () => {
  assert.is(formatFor('de').number(1234.5), '1.234,5')
})

format('is made once for a language', () => {
  assert.is(formatFor('en'), formatFor('en'))
})

format.run()
