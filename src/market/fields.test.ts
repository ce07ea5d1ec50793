import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decimal, isoTime, maybe, plainPositive, positive, textIn, unixMs, unixSeconds, words } from './fields.ts'

const fields = suite('market/fields')

fields('read a number, and a text that is one', () => {
  const read = (value: unknown) => decimal.safeParse(value).data

  assert.equal(['91204.55000000', ' -1.275 ', '+3', '.5', '1e3', 7].map(read), [91204.55, -1.275, 3, 0.5, 1000, 7])
  const bad = ['', ' ', 'NaN', 'Infinity', '0x10', '1,5', '1e999', '1'.repeat(65), null, true, [1], {}, NaN, Infinity]
  for (const value of bad) assert.is(read(value), undefined, String(value))
})

fields('read what is above zero, if it is there', () => {
  const read = (value: unknown) => maybe(positive).parse(value)

  assert.equal(['2', 0.1, 0, '-1', null, undefined, 'x'].map(read), [2, 0.1, ...Array.from({ length: 5 })])
})

fields('read in a stream no text with a sign, a space, or a point without digits', () => {
  const read = (value: unknown) => plainPositive.safeParse(value).data

  assert.equal(['91204.55000000', '1e3', '1.5E-3', 7].map(read), [91204.55, 1000, 0.0015, 7])
  const bad = [
    '+3',
    '-1',
    ' 1',
    '1 ',
    '.5',
    '1.',
    '0',
    '',
    '1e999',
    '1e1234',
    '1'.repeat(31),
    `1.${'1'.repeat(31)}`,
    0,
    -1,
    null,
  ]
  for (const value of bad) assert.is(read(value), undefined, String(value))
})

fields('read times in seconds, in milliseconds and as texts', () => {
  assert.is(unixSeconds.parse('1795167000'), 1795167000000)
  assert.is(unixSeconds.parse(1795167000.4), 1795167000400)
  assert.is(unixMs.parse(1795167000000), 1795167000000)
  assert.is(isoTime.parse('2026-11-20T09:30:00.412+00:00'), 1795167000412)
  assert.is(isoTime.parse('2026-11-20T09:30:00.113204Z'), 1795167000113)
  for (const text of ['2026-11-20', '2026-11-20T09:30:00', '2026-13-20T09:30:00Z', 'now', '1795167000', 5, null])
    assert.not(isoTime.safeParse(text).success, String(text))
  assert.not(unixMs.safeParse(9e15).success)
  assert.not(unixSeconds.safeParse(9e12).success)
})

fields('keep of many words the first', () => {
  assert.is(words.parse('x'.repeat(201)), 'x'.repeat(200))
})

fields('make a text of any error', () => {
  assert.equal(['no', undefined, null, ['a'], { b: 1 }].map(textIn), ['no', '', '', '["a"]', '{"b":1}'])
})

fields.run()
