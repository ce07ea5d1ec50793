import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createByteMemo } from './byte-memo.ts'

const memo = suite('serve/wire/byte-memo')

memo('finds what was set by just these bytes, wherever they stand', () => {
  let found = 0
  // A few letters, so that much is alike; up to three times as long as what is compared in JavaScript.
  const word = fc.array(fc.constantFrom(0, 13, 97, 255), { maxLength: 200 }).map((bytes) => Buffer.from(bytes))
  const property = fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), word, (words, before) => {
    const { find, set } = createByteMemo<string>({ places: 4, maxBytes: 1_000 })
    for (const one of words) set(one, one.toString('latin1'))
    for (const one of words) {
      const known = find(Buffer.concat([before, one, before]), before.length, before.length + one.length)
      if (known) found++
      assert.is(known?.value ?? one.toString('latin1'), one.toString('latin1'))
    }
    const last = words.at(-1)!
    assert.is(find(last, 0, last.length)?.value, last.toString('latin1'))
  })

  fc.assert(property, { numRuns: 500 })

  assert.ok(found > 1_000, `only ${found} were found`)
})

memo('knows nothing by bytes that differ in one', () => {
  const { find, set } = createByteMemo<number>({ places: 1, maxBytes: 1_000 })
  for (const length of [1, 63, 64, 65, 500]) {
    const bytes = Buffer.alloc(length, 'a')
    set(bytes, length)
    for (let at = 0; at < length; at++) {
      const other = Buffer.from(bytes)
      other[at] = 98
      assert.is(find(other, 0, length), undefined)
    }
    assert.is(find(bytes, 0, length)?.value, length)
    assert.is(find(bytes, 0, length - 1), undefined)
  }
})

memo('keeps a copy, since the buffer is soon another one', () => {
  const { find, set } = createByteMemo<string>({ places: 8, maxBytes: 100 })
  const shared = Buffer.from('first')
  set(shared, 'first')

  shared.write('other')

  assert.is(find(shared, 0, 5), undefined)
  assert.is(find(Buffer.from('first'), 0, 5)?.value, 'first')
})

memo('remembers no value too, as something known', () => {
  const { find, set } = createByteMemo<undefined>({ places: 8, maxBytes: 100 })
  set(Buffer.from('a'), undefined)

  assert.ok(find(Buffer.from('a'), 0, 1))
  assert.is(find(Buffer.from('b'), 0, 1), undefined)
})

memo('holds no more than it has places, and nothing that is long', () => {
  const { find, set } = createByteMemo<number>({ places: 16, maxBytes: 10 })
  const words = Array.from({ length: 1_000 }, (_, index) => Buffer.from(`word ${index}`))
  for (const [index, word] of words.entries()) set(word, index)
  set(Buffer.alloc(11), 11)

  const known = words.filter((word) => find(word, 0, word.length))

  assert.is(known.length, 16)
  assert.is(find(Buffer.alloc(11), 0, 11), undefined)
})

memo.run()
