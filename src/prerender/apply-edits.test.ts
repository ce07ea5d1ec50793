import { SourceMap, type SourceMapPayload } from 'node:module'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { applyEdits, type Edit, type Edited } from './apply-edits.ts'

const edits = suite('prerender/apply-edits')

edits('puts each text in its place', () => {
  const { code } = applyEdits('one two three', [
    { start: 4, end: 7, text: '2' },
    { start: 0, end: 0, text: 'zero ' },
    { start: 7, end: 13, text: '' },
  ])

  assert.is(code, 'zero one 2')
})

edits('maps words that stayed to where they were, and new text to what it replaces', () => {
  const source = 'const a = one\n  + two(three)\n'
  const at = (word: string) => source.indexOf(word)

  const edited = applyEdits(source, [
    { start: at('one'), end: at('two'), text: 'sum(' },
    { start: at('(three'), end: at('(three'), text: '.call' },
  ])

  assert.is(edited.code, 'const a = sum(two.call(three)\n')
  const origins = ['const', 'a =', 'sum', 'two', '.call', 'three'].map((word) =>
    originOf(edited, edited.code.indexOf(word)),
  )
  assert.equal(origins, ['0:0', '0:6', '0:10', '1:4', '1:7', '1:8'])
})

edits('knows every word, whatever the edits', () => {
  const text = fc.array(fc.constantFrom('word', '$', ' ', '\n', '\r\n', 'ảnh', '😀', '(', '"', 'x'.repeat(40)), {
    maxLength: 40,
  })
  const gaps = fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.constantFrom('', 'new', 'new text')), { maxLength: 8 })

  const property = fc.property(text, gaps, (parts, distances) => {
    const source = parts.join('')
    const made = editsAt(source, distances)
    const edited = applyEdits(source, made)

    let moved = 0
    let from = 0
    for (const { start, end, text } of [...made, { start: source.length, end: source.length, text: '' }]) {
      for (const { index } of source.slice(from, start).matchAll(/(?<![\w$])[\w$]+/g)) {
        assert.is(originOf(edited, from + index + moved), placeOf(source, from + index))
      }
      from = end
      moved += text.length - (end - start)
    }
    assert.is(edited.code.length, source.length + moved)
  })
  fc.assert(property, { seed: 20_260_101, numRuns: 500 })
})

function editsAt(source: string, distances: [number, number, string][]): Edit[] {
  const made: Edit[] = []
  for (const [distance, length, text] of distances) {
    const start = (made.at(-1)?.end ?? 0) + distance
    if (start + length <= source.length) made.push({ start, end: start + length, text })
  }
  return made
}

/** Line and column in the source, from 0, of an offset in what was made of it. */
function originOf({ code, map }: Edited, offset: number): string {
  const [line, column] = placeOf(code, offset).split(':').map(Number)
  // What Node asks for beyond this it does not read.
  const payload = { ...map, sources: ['source'] } as unknown as SourceMapPayload
  const { originalLine, originalColumn } = new SourceMap(payload).findEntry(line!, column!) as Record<string, number>
  return `${originalLine}:${originalColumn}`
}

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n')
  return `${lines.length - 1}:${lines.at(-1)!.length}`
}

edits.run()
