import fc from 'fast-check'
import { Lexer } from 'marked'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plainInline } from './markdown-inline.ts'

const inline = suite('content/markdown-inline')

inline('reads words, emphasis, links and code as marked does', () => {
  const text = 'Giá **95.000 USD**, *không* đổi (**+5%**): [report](/r/6) & `a*b`!\nNext'

  assert.equal(plainInline(text), asked(text))
  assert.is(plainInline(text)?.length, 11)
})

inline('has no tokens for nothing', () => {
  assert.equal(plainInline(''), [])
})

inline('is not sure of what holds more than that', () => {
  const unsure = [
    '<b>',
    'a_b_',
    '**a *b* c**',
    '[a [b](/c)](/d)',
    '[*a*](/b)',
    '![a](/b)',
    '[r]',
    'a\\*',
    '~~a~~',
    'a@b.test',
  ]

  assert.equal(
    unsure.map(plainInline),
    unsure.map(() => undefined),
  )
})

inline('is not sure of bare addresses, numbered characters and line breaks', () => {
  const unsure = ['https://a.test', 'see www.a.test', 'mailto:a', 'XMPP:a', '&#60;', 'a  \nb']

  assert.equal(
    unsure.map(plainInline),
    unsure.map(() => undefined),
  )
})

inline('is not sure of stars within words and of those that have no other', () => {
  const unsure = ['a*b*', '*a*b', '**a', '* a*', '*a *', '***a***', '**a*', '*a**']

  assert.equal(
    unsure.map(plainInline),
    unsure.map(() => undefined),
  )
})

inline('gives what marked gives whenever it is sure', () => {
  const text = fc.array(fc.constantFrom(...fragments), { maxLength: 10 }).map((parts) => parts.join(''))

  fc.assert(
    fc.property(text, (text) => {
      const plain = plainInline(text)
      if (plain) assert.equal(plain, asked(text))
    }),
    { numRuns: 3000 },
  )
})

function asked(text: string) {
  return new Lexer({ gfm: true }).inlineTokens(text)
}

const fragments = [
  ...[
    'a',
    'Đồ',
    '5%',
    ' ',
    ' ',
    ' ',
    '  ',
    '\n',
    '.',
    ',',
    ':',
    '!',
    '(',
    ')',
    '"',
    '“',
    '−',
    '$',
    '/',
    '-',
    '&',
    '&#38;',
  ],
  ...[
    '*',
    '**',
    '***',
    '_',
    '~',
    '`',
    '[',
    ']',
    '![',
    '](',
    '](/x)',
    '[a](/b_c*d)',
    '[l k](https://www.a.test/x?a=1&b=2)',
  ],
  ...[
    '**bold**',
    '*em*',
    '`code`',
    '`a *b*`',
    '(**a**)',
    'www.a.test',
    'http://a.test',
    'mailto:',
    '@b.test',
    '<',
    '<b>',
  ],
  ...['\\', '|', '😀', 'e\u0301', '\t', '\u00a0'],
]

inline.run()
