import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { collectLines, linesIn, type ReportLines } from './report-lines.ts'

const keeping = suite('content/report-lines')

/** As large as a piece of memory is, but for lines that are larger. */
const chunk = 1024 * 1024

keeping('has the newest first, those of one moment by id', () => {
  const collected = collectLines()
  const numbers = [lineOf(1, 20), lineOf(2, 30), lineOf(9, -5), lineOf(3, 20), lineOf(4, 1_700_000_000_000)].map(
    collected.add,
  )

  const lines = collected.finish(numbers)

  assert.equal(numbers, [0, 1, 2, 3, 4])
  assert.equal(textsOf(lines), ['line 4', 'line 2', 'line 3', 'line 1', 'line 9'])
  assert.equal([...lines.keys], [4, 1_700_000_000_000, 2, 30, 3, 20, 1, 20, 9, -5])
})

keeping('has the positions by id', () => {
  const collected = collectLines()
  const ids = [70, 5, 1_000_000, 33]

  const lines = collected.finish(ids.map((id, at) => collected.add(lineOf(id, at))))

  assert.equal(
    Array.from(lines.byId, (position) => lines.keys[position * 2]),
    [5, 33, 70, 1_000_000],
  )
})

keeping('has only lines that are asked for, in one order whatever the order of their numbers', () => {
  const collected = collectLines()
  const [first, , third] = [lineOf(1, 1), lineOf(2, 2), lineOf(3, 3)].map(collected.add)

  assert.equal(textsOf(collected.finish([first!, third!])), ['line 3', 'line 1'])
  assert.equal(textsOf(collected.finish([third!, first!])), ['line 3', 'line 1'])
  assert.equal(textsOf(collected.finish([])), [])
})

keeping('copies a line when it is given', () => {
  const collected = collectLines()
  const line = lineOf(1, 1)
  const number = collected.add(line)

  line.bytes.fill(120)

  assert.equal(textsOf(collected.finish([number])), ['line 1'])
})

keeping('shares lines among as few pieces as they fit into', () => {
  const collected = collectLines()
  const texts = Array.from({ length: 700 }, (_, id) => `${id} `.repeat(1_000))
  const numbers = texts.map((text, id) => collected.add(lineOf(id, -id, text)))

  const lines = collected.finish(numbers)

  assert.equal(textsOf(lines), texts)
  assert.equal(
    lines.chunks.map(({ length }) => length),
    Array(Math.ceil(texts.join('').length / chunk)).fill(chunk),
  )
})

keeping('has room for a line that fills a piece, and for larger ones, among small ones', () => {
  const collected = collectLines()
  const texts = ['a', 'b'.repeat(chunk), 'c', 'd'.repeat(2 * chunk + 1), 'e'.repeat(chunk - 1), 'f']
  const numbers = texts.map((text, id) => collected.add(lineOf(id, -id, text)))

  const lines = collected.finish(numbers)

  assert.ok(textsOf(lines).every((text, id) => text === texts[id]))
  assert.equal(
    lines.chunks.map(({ length }) => length),
    [chunk, chunk, chunk, 2 * chunk + 1, chunk],
  )
})

keeping('finds lines that stand in one piece where they are, between their ends', () => {
  const bytes = Buffer.from('first\n\nlast')

  const lines = linesIn(
    bytes,
    [lineOf(7, 3), lineOf(9, 2), lineOf(8, 1)].map(({ id, time, entryAt }) => ({ id, time, entryAt })),
    [5, 6, 11],
  )

  assert.equal(textsOf(lines), ['first', '', 'last'])
  assert.is(lines.chunks[0], bytes)
  assert.equal([...lines.byId], [0, 2, 1])
})

keeping('is the same memory, not a copy, for whoever it is sent to', () => {
  const collected = collectLines()
  const lines = collected.finish([collected.add(lineOf(1, 1)), collected.add(lineOf(2, 2))])

  const sent = structuredClone(lines)

  assert.equal(textsOf(sent), ['line 2', 'line 1'])
  const parts = ({ chunks, keys, places, byId }: ReportLines) => [...chunks, keys, places, byId]
  for (const [at, part] of parts(sent).entries()) {
    assert.instance(part.buffer, SharedArrayBuffer)
    part[0] = 77
    assert.is(parts(lines)[at]![0], 77)
  }
})

keeping.run()

function lineOf(id: number, time: number, text = `line ${id}`) {
  return { id, time, bytes: Buffer.from(text), entryAt: 3 }
}

function textsOf({ chunks, places }: ReportLines): string[] {
  return Array.from({ length: places.length / 4 }, (_, position) => {
    const [number, at, length, entryAt] = places.subarray(position * 4, position * 4 + 4)
    assert.is(entryAt, 3)
    return Buffer.from(chunks[number!]!.subarray(at, at! + length!)).toString()
  })
}
