import fc from 'fast-check'
import { Marked } from 'marked'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { htmlToMarkdown } from './html-to-markdown.ts'
import { htmlToText } from './html-to-text.ts'

const markdown = suite('templates/documents/html-to-markdown')

markdown('writes headings, paragraphs, emphasis, links and code', () => {
  const html =
    '<h2>One <em>two</em></h2>\n<p>A<strong> bold </strong>word,<br>a <a href="https://a.example/(x)">link</a> ' +
    'and <code>a`b</code> &#x26; <del>gone</del></p><hr><pre><code>let a\n  b</code></pre>'

  const text = htmlToMarkdown(html)

  assert.is(
    text,
    '## One *two*\n\nA **bold** word,\\\na [link](<https://a.example/(x)>) and ``a`b`` & ~~gone~~\n\n---\n\n```\nlet a\n  b\n```',
  )
})

markdown('writes lists in lists, quotes, and terms with what they mean', () => {
  const html =
    '<ul><li>a<ol start="3"><li>b</li><li><p>c</p><p>d</p></li></ol></li></ul><blockquote><p>e</p><p>f</p></blockquote>' +
    '<dl><dt>g</dt><dd>h</dd></dl>'

  assert.is(htmlToMarkdown(html), '- a\n  3. b\n  4. c\n\n     d\n\n> e\n>\n> f\n\n**g**\n\nh')
})

markdown('writes a table with its caption, its alignments and cells that span columns', () => {
  const html =
    '<table><caption>T</caption><thead><tr><th>a</th><th>b</th></tr></thead>' +
    '<tbody><tr><td>x|y</td><td class="align-right">1</td></tr><tr><td colspan="2"><p>p</p><p>q</p></td></tr></tbody></table>'

  assert.is(htmlToMarkdown(html), '**T**\n\n| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n| p q |  |')
})

markdown('leaves no character of a text with a meaning it does not have', () => {
  assert.is(
    htmlToMarkdown('<p>1. *a* [b] &lt;c&gt; snake_case _d_</p>'),
    '1\\. \\*a\\* \\[b\\] \\<c> snake_case \\_d\\_',
  )
  assert.is(htmlToMarkdown('<p>- a</p><p>−5% -3%</p><p># b</p><h3>C #</h3>'), '\\- a\n\n−5% -3%\n\n\\# b\n\n### C \\#')
})

markdown('takes what is nested too deep as if it stood less deep', () => {
  const depth = 20_000

  assert.is(htmlToMarkdown(`${'<div>'.repeat(depth)}a${'</div>'.repeat(depth)}<p>b</p>`), 'a\n\nb')
})

markdown('says what the report says when it is read again, whatever that is', () => {
  const reader = new Marked()
  const letters = (text: string) => text.replace(/\s/g, '')

  const property = fc.property(fc.array(block, { minLength: 1, maxLength: 3 }), (blocks) => {
    const html = blocks.join('\n')
    const again = reader.parse(htmlToMarkdown(html)) as string
    assert.is(letters(htmlToText(again)), letters(htmlToText(html)))
  })

  fc.assert(property, { numRuns: 100 })
})

markdown('is plain text too: a line for each block, tabs between cells', () => {
  const html =
    '<h2>A</h2>\n<p>b\n <b>c</b><br>d &amp; e</p><ul>\n<li>f</li>\n</ul>' +
    '<table><caption>T</caption>\n<tr><th>g</th><th>h</th></tr>\n<tr><td> i </td><td><p>j</p></td></tr></table>'

  assert.is(htmlToText(html), 'A\nb c\nd & e\nf\nT\ng\th\ni\tj')
})

const pieces = 'a,Giá,1,12.,-,+,#,*,_,`,|,[x],(y),<b>,&amp;,\\,~,>,=,5%,!,.,“,"'
  .split(',')
  .map((piece) => `&#${piece.charCodeAt(0)};${piece.slice(1).replaceAll('&', '&#38;').replaceAll('<', '&#60;')}`)
const word = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 }).map((all) => all.join(''))
const text = fc.array(word, { minLength: 1, maxLength: 5 }).map((all) => all.join(' '))
const inline = fc.oneof(
  text,
  fc.tuple(fc.constantFrom('strong', 'em', 'span'), text).map(([tag, inner]) => `<${tag}>${inner}</${tag}>`),
)
const line = fc.array(inline, { minLength: 1, maxLength: 3 }).map((all) => all.join(' '))
const few = <Value>(one: fc.Arbitrary<Value>) => fc.array(one, { minLength: 1, maxLength: 3 })
const row = few(line).map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
const { block } = fc.letrec<{ block: string }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3 },
    line.map((inner) => `<p>${inner}</p>`),
    line.map((inner) => `<h3>${inner}</h3>`),
    few(row).map((rows) => `<table><tbody>${rows.join('')}</tbody></table>`),
    few(tie('block')).map((inner) => `<blockquote>${inner.join('\n')}</blockquote>`),
    fc
      .tuple(fc.constantFrom('ul', 'ol'), few(fc.tuple(line, fc.option(tie('block'), { nil: '' }))))
      .map(([tag, items]) => `<${tag}>${items.map((parts) => `<li>${parts.join('')}</li>`).join('\n')}</${tag}>`),
  ),
}))

markdown.run()
