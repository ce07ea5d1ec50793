import fc from 'fast-check'
import { Lexer, Marked } from 'marked'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plainParagraph, ReportLexer } from './markdown-lexer.ts'

const lexer = suite('content/markdown-lexer')

const { defaults } = new Marked({ gfm: true, extensions: [plainParagraph] })

lexer('keeps the lines of a paragraph together', () => {
  assert.equal(
    [...new ReportLexer(defaults).lex('One\n\nTwo\nmore\n\nTitle\n---')].map(({ type, raw }) => [type, raw]),
    [
      ['paragraph', 'One'],
      ['space', '\n\n'],
      ['paragraph', 'Two\nmore'],
      ['space', '\n\n'],
      ['heading', 'Title\n---'],
    ],
  )
})

lexer('knows no links within the words of a link', () => {
  const text = '[a **b** [c](/d)](/e) and <pre>&#60; **b**</pre>'

  assert.equal(mine(text), theirs(text))
})

lexer('leaves tens of thousands of stars in one paragraph as they are', () => {
  const text = 'a*'.repeat(50_000)

  assert.equal(mine(text), [
    { type: 'paragraph', raw: text, text, tokens: [{ type: 'text', raw: text, text, escaped: false }] },
  ])
})

lexer('gives what marked gives for any text', () => {
  const text = fc.array(fc.constantFrom(...fragments), { maxLength: 12 }).map((parts) => parts.join(''))

  fc.assert(
    fc.property(text, (text) => assert.equal(mine(text), theirs(text))),
    { numRuns: 1500 },
  )
})

function mine(text: string) {
  return [...new ReportLexer(defaults).lex(text)]
}

function theirs(text: string) {
  return [...new Lexer({ gfm: true }).lex(text)]
}

const fragments = [
  ...[
    'a',
    'Đồ b',
    '5',
    ' ',
    ' ',
    '\n',
    '\n\n',
    '\n\n',
    '\n \n',
    '.',
    '*',
    '**',
    '**b** ',
    '`',
    '[',
    ']',
    '[a](/b)',
    '<b>',
    '&',
  ],
  ...[
    '\n## ',
    '\n- ',
    '\n1. ',
    '\n> ',
    '\n| a | b |\n| - | - |\n| c | d |\n',
    '\nA\n| - |\n',
    '\n```\n',
    '\n---\n',
    '\n===\n',
  ],
  ...['\n    ', '\n\n[r]: /u\n\n', '\n[x]: /v\n', '[r]', '\n<div>\n', '<pre>', '\n- [ ] '],
]

lexer.run()
