import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linesOf } from './lines.ts'

const parted = suite('core/lines')

parted('are parts of the bytes, whether or not the last one is ended', () => {
  const bytes = Buffer.from('{"a":1}\n{"b":"ả"}\n')

  const lines = linesOf(bytes)

  assert.equal(lines.map(String), ['{"a":1}', '{"b":"ả"}'])
  assert.is(lines[1]!.buffer, bytes.buffer)
  assert.equal(linesOf(bytes.subarray(0, -1)).map(String), lines.map(String))
  assert.equal(linesOf(Buffer.alloc(0)), [])
})

parted.run()
