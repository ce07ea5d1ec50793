import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseDocument } from 'yaml'
import { plainYaml } from './front-matter-plain.ts'

const plain = suite('content/front-matter-plain')

plain('reads fields, lists and maps as yaml does', () => {
  const text = [
    'id: 7',
    'title: "A: b"',
    'summary: Up 5%, then [sic] down; a:b c#d',
    'date: 2026-11-20T07:30:00+07:00',
    'symbols: [BTC, 1INCH]',
    '# what follows is written in both ways',
    'prices: { BTC: 95000.5, ETH: 3 }',
    'sources:',
    '  - { name: alternative.me, url: "https://a.test/?b=c" }',
    "  - name: 'US Bureau, #1'",
    '    url: https://b.test',
    '',
    'more:',
    '  empty: [[], {}]',
    '  deep:',
    '  - x',
  ].join('\n')

  assert.equal(plainYaml(text), parseDocument(text).toJS())
})

plain('takes a date for a text and a number for a number', () => {
  assert.equal(plainYaml('a: 2026-11-20\nb: 0\nc: 95000.50\nd: "7"'), { a: '2026-11-20', b: 0, c: 95000.5, d: '7' })
})

plain('is not sure of words that stand for something else', () => {
  const words = [
    'true',
    'Null',
    '~',
    '-1',
    '+1',
    '.5',
    '1.',
    '007',
    '1e5',
    '0x1f',
    '1_000',
    '12:30',
    '*a',
    '&a b',
    '!!str a',
    '|',
  ]

  assert.equal(
    words.map((word) => plainYaml(`a: ${word}`)),
    words.map(() => undefined),
  )
})

plain('is not sure of fields named by what is no text', () => {
  const names = ['7', '007', '1e5', 'null', 'true']

  assert.equal(
    names.map((name) => plainYaml(`${name}: a`) ?? plainYaml(`a: { ${name}: b }`)),
    names.map(() => undefined),
  )
})

plain('is not sure of broken lines', () => {
  const texts = [
    'a: b: c',
    'a: [1',
    'a: 1\na: 2',
    'a: {b: 1, b: 2}',
    'a:\n\t- x',
    'a: b\n  c',
    'a:',
    'a',
    '',
    '- a',
    ' a: 1',
    'a: "b" c',
  ]

  assert.equal(
    texts.map(plainYaml),
    texts.map(() => undefined),
  )
})

plain('is not sure of lists within lists without end', () => {
  assert.is(plainYaml(`a: ${'['.repeat(50_000)}`), undefined)
})

plain('gives what yaml gives whenever it is sure', () => {
  const line = fc
    .tuple(fc.constantFrom('', '', '', '  ', '- ', '  - ', '    '), fc.constantFrom('a', 'b', '1INCH', '12'), values)
    .map(([indent, key, value]) => `${indent}${key}:${value}`)
  const text = fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n'))

  fc.assert(
    fc.property(text, (text) => {
      const data = plainYaml(text)
      if (!data) return
      const document = parseDocument(text)
      assert.equal([document.errors, document.toJS()], [[], data])
    }),
    { numRuns: 3000 },
  )
})

const values = fc
  .array(
    fc.constantFrom(
      ...[
        '',
        ' ',
        ' ',
        ' x',
        ' a b',
        ' Việt',
        ' 7',
        ' 7.50',
        ' 1INCH',
        ' 2026-11-20',
        ' true',
        ' "q: r"',
        " 'y'",
        ' https://a.test',
      ],
      ...[
        ' [',
        ']',
        ' {',
        '}',
        ', ',
        'k: ',
        'b: 1',
        ' [x, 1]',
        ' { a: 1, b: x }',
        '\n  - x',
        '\n  c: 1',
        '\n- y',
        '\n# c',
        '\n',
      ],
      ...[':', ' #', '#', '-', '*', '&', '"', "'", '.', '\t', '\u00a0', '1e5', '_', 'e5'],
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''))

plain.run()
