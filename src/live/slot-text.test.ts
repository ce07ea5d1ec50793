import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Figure } from '../market/figure.ts'
import { slotText } from './slot-text.ts'
import { slotBytes } from './slot-width.ts'
import { type SlotFormat, slotStyles } from './slot.ts'

const slotTexts = suite('live/slot-text')

const seed = 20_260_101

/** In a slot of this width, or of the usual one. */
function text(value: number | string, format: Partial<SlotFormat>, bytes?: number): string {
  const wish = { value: 'BTC.price', format: { style: 'price', locale: 'en', ...format } as const }
  const width = bytes ?? slotBytes(wish)
  const written = slotText({ ...wish, bytes: width }, { value, at: 0, source: 'demo', status: 'live' })
  assert.is(written.length, width)
  return written.toString().trimEnd()
}

function clockText(current: Parameters<typeof slotText>[1]): string {
  return slotText({ value: 'clock', format: { style: 'text', locale: 'en' }, bytes: 25 }, current).toString()
}

slotTexts('are padded with spaces to the width in bytes', () => {
  const slot = { value: 'x', format: { style: 'change', locale: 'en' }, bytes: 12 } as const

  const bytes = slotText(slot, { value: -0.42, at: 0, source: 'demo', status: 'live' })

  assert.ok(bytes.equals(Buffer.from('−0.42%    ')))
})

slotTexts('of a change since are told shorter where it is larger than a change usually is', () => {
  const since = { value: 0.001, at: 0 }

  assert.is(text(90_000, { style: 'change', since }), '+9B%')
  assert.is(text(0.00103, { style: 'change', since }), '+3.00%')
})

slotTexts('have the exact width whatever the figure, and no half character', () => {
  const figure: fc.Arbitrary<Figure> = fc.record({
    value: fc.oneof(fc.double(), fc.string({ unit: 'binary', maxLength: 60 })),
    at: fc.double(),
    source: fc.string({ unit: 'grapheme', maxLength: 40 }),
    status: fc.constantFrom('live', 'delayed', 'stale', 'closed'),
  })
  const words = fc.tuple(fc.string({ unit: 'grapheme' }), fc.constant('xuống {} & "{}"'), fc.string())
  const format = fc.record({
    style: fc.constantFrom(...slotStyles),
    locale: fc.constantFrom('vi', 'en', 'ru', 'hi'),
    words: fc.option(words, { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.option(figure, { nil: undefined }), format, fc.nat(120), (current, format, bytes) => {
      const written = slotText({ value: 'x', format, bytes }, current)

      assert.is(written.length, bytes)
      new TextDecoder('utf-8', { fatal: true }).decode(written)
      assert.not.match(written.toString(), /[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/)
    }),
    { seed, numRuns: 300 },
  )
})

slotTexts('escape what a figure says', () => {
  assert.is(text(`"><b>'&`, { style: 'text' }, 40), '&quot;&gt;&lt;b&gt;&#39;&amp;')
})

slotTexts('tell a price that does not fit in compact notation', () => {
  assert.is(text(123_456_789_012.34, {}), '$123.46B')
  assert.is(text(1_820_000_000, { locale: 'vi' }), '1,82 tỷ\u00a0$')
  assert.is(text(1_820_000_000_000, { locale: 'vi' }, 14), '1,82\u00a0NT\u00a0$')
})

slotTexts('tell other numbers that do not fit in compact notation too', () => {
  assert.is(text(1_234_567, { style: 'change' }), '+1.23M%')
  assert.is(text(-1_234_567, { style: 'change' }), '−1.23M%')
  assert.is(text(-1_234_567, { style: 'percent' }, 10), '−1.23M%')
  assert.is(text(1_234_567_890, { style: 'integer' }), '1.23B')
  assert.is(text(-1_234_567, { style: 'words', words: ['up {}', 'down {}', 'flat'] }), 'down 1.23M%')
})

slotTexts('tell a number that does not even fit so as a missing one, never cut', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.integer({ min: 3, max: 12 }), (value, bytes) => {
      const written = text(value, {}, bytes)

      assert.match(written, /^(–|−?\$[\d,]+(\.\d+)?|\$−?[\d,]+(\.\d+)?[KMBT]?)$/)
    }),
    { seed, numRuns: 300 },
  )
  assert.is(text(1e40, {}), '–')
})

slotTexts('cut prose at a character and say so', () => {
  assert.is(text('Extreme Greed', { style: 'text' }, 10), 'Extreme…')
  assert.is(text('ẩẩẩẩẩẩ', { style: 'text' }, 12), 'ẩẩẩ…')
  assert.is(text('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', { style: 'text' }, 35), '👩‍👩‍👧‍👦…')
  assert.is(text('a&&&&', { style: 'text' }, 14), 'a&amp;&amp;…')
})

slotTexts('cut words before or after the number in them, not in it', () => {
  const words = ['rose by {} in a day', 'fell', 'flat'] as const

  assert.is(text(12.345, { style: 'words', words }, 14), 'rose by…')
  assert.is(text(12.345, { style: 'words', words }, 20), 'rose by 12.35% in…')
})

slotTexts('tell the clock as epoch and number', () => {
  assert.is(clockText({ epoch: 'k3x9', seq: 1204 }), 'k3x9.1204'.padEnd(25))
  assert.is(clockText({ epoch: 'a'.repeat(12), seq: 999_999_999_999 }), `${'a'.repeat(12)}.999999999999`)
})

slotTexts('say nothing instead of a clock that is missing or of another form', () => {
  const clocks = [undefined, { epoch: '', seq: 0 }, { epoch: 'A"b', seq: 1 }, { epoch: 'a'.repeat(13), seq: 1 }]
  const numbers = [1e12, -1, 0.5, NaN].map((seq) => ({ epoch: 'a', seq }))

  assert.equal([...new Set([...clocks, ...numbers].map(clockText))], [' '.repeat(25)])
})

slotTexts('take a clock for no figure, and a figure for no clock', () => {
  const slot = { value: 'x', format: { style: 'price', locale: 'en' }, bytes: 3 } as const

  assert.is(slotText(slot, { epoch: 'a', seq: 1 }).toString(), '–')
  assert.is(clockText({ value: 1, at: 0, source: 'demo', status: 'live' }), ' '.repeat(25))
})

slotTexts.run()
