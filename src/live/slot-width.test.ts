import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { formatFigure } from './format.ts'
import { escapeHtml } from './html-text.ts'
import { slotBytes } from './slot-width.ts'
import { type SlotFormat, slotStyles, type SlotStyle } from './slot.ts'

const width = suite('live/slot-width')

const seed = 20_260_101
const locales = fc.constantFrom('vi', 'en', 'ru', 'de', 'hi', 'ar-EG', 'fr')

/** Those of 300 values, in any language, that are wider than their slot. */
function tooWide(values: fc.Arbitrary<number>, style: SlotStyle, words?: SlotFormat['words']): string[] {
  return fc
    .sample(fc.tuple(values, locales), { seed, numRuns: 300 })
    .map(([value, locale]) => {
      const format = { style, locale, words }
      const text = escapeHtml(formatFigure({ value, at: 0, source: 'x', status: 'live' }, format))
      return Buffer.byteLength(text) > slotBytes({ value: 'x', format }) ? `${text} in ${locale}` : ''
    })
    .filter(Boolean)
}

const exponents = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((power) => 10 ** power)

width('holds every usual price, from tiny ones to millions', () => {
  const prices = fc.oneof(exponents(-5.9, 6.99), fc.double({ min: 0.00000123, max: 9_999_999.99, noNaN: true }))

  assert.equal(tooWide(prices, 'price'), [])
})

width('holds every usual change, in words too', () => {
  const changes = fc.double({ min: -9_999.99, max: 9_999.99, noNaN: true })

  assert.equal(tooWide(changes, 'change'), [])
  assert.equal(tooWide(changes, 'words', ['tăng "{}"', 'giảm {}', 'không đổi']), [])
})

width('holds every usual sum, share and count', () => {
  assert.equal(tooWide(exponents(0, 14.9999), 'compactUsd'), [])
  assert.equal(tooWide(exponents(0, 14.9999), 'compactUsdLong'), [])
  assert.equal(tooWide(fc.double({ min: 0, max: 100, noNaN: true }), 'percent'), [])
  assert.equal(tooWide(fc.integer({ min: 0, max: 999_999 }), 'integer'), [])
})

width('is that of bytes, not of characters', () => {
  assert.is(slotBytes({ value: 'x', format: { style: 'change', locale: 'en' } }), Buffer.byteLength('−9,999.99%'))
  assert.is(slotBytes({ value: 'x', format: { style: 'arrow', locale: 'en' } }), 3)
})

width('holds an epoch of 12 characters and a number of 12 digits for the clock', () => {
  const bytes = slotBytes({ value: 'clock', format: { style: 'text', locale: 'en' } })

  assert.is(bytes, `${'a'.repeat(12)}.${'9'.repeat(12)}`.length)
})

width('is never more than 120 bytes', () => {
  const words = ['{} '.repeat(100), 'x', '"'.repeat(30)] as const

  assert.is(slotBytes({ value: 'x', format: { style: 'words', locale: 'vi', words } }), 120)
})

width('is moderate, and enough for a dash, in every style', () => {
  const widths = slotStyles.map((style) => slotBytes({ value: 'x', format: { style, locale: 'ru' } }))

  assert.ok(Math.min(...widths) >= 3)
  assert.ok(Math.max(...widths) <= 40)
})

width.run()
