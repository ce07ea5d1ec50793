import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Lines, linesOf } from './lines.ts'

const parted = suite('core/lines')

parted('are parts of the bytes, whether or not the last one is ended', () => {
  const bytes = Buffer.from('{"a":1}\n{"b":"ả"}\n')

  const lines = linesOf(bytes)

  assert.equal(lines.map(String), ['{"a":1}', '{"b":"ả"}'])
  assert.is(lines[1]!.buffer, bytes.buffer)
  assert.equal(linesOf(bytes.subarray(0, -1)).map(String), lines.map(String))
  assert.equal(linesOf(Buffer.alloc(0)), [])
})

parted('are there by their number, and none beyond the last', () => {
  const lines = new Lines(Buffer.from('first\n\nthird'))

  assert.is(lines.length, 3)
  assert.equal([0, 1, 2].map(lines.at, lines).map(String), ['first', '', 'third'])
  assert.equal([lines.at(3), lines.at(-1)], [undefined, undefined])
})

parted('are parts of the bytes each time they are asked for', () => {
  const bytes = Buffer.from('first\nsecond\n')
  const lines = new Lines(bytes)

  bytes.write('S', 6)

  assert.is(lines.at(1)!.toString(), 'Second')
  assert.is(lines.at(1)!.buffer, bytes.buffer)
})

parted('can be gone through again and again, from the first', () => {
  const lines = new Lines(Buffer.from('a\nb\nc'))
  const [first] = lines

  assert.is(String(first), 'a')
  assert.equal(Array.from(lines, String), ['a', 'b', 'c'])
  assert.equal(Array.from(lines, String), ['a', 'b', 'c'])
})

parted('are none where there are no bytes, and one that is empty where there is only its end', () => {
  const [none, one] = [new Lines(Buffer.alloc(0)), new Lines(Buffer.from('\n'))]

  assert.equal([none.length, none.at(0), [...none]], [0, undefined, []])
  assert.equal(Array.from(one, String), [''])
})

parted.run()
