import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseMarkdown } from './markdown.ts'

const markdown = suite('content/markdown')

markdown('makes a section of each second-level heading', () => {
  const sections = parseMarkdown('Lead\n\n## First\n\nOne\n\n### Inside\n\nSetext\n------\n\nTwo\n', 'a.md')

  assert.equal(sections, [
    { id: 'start', title: '', blocks: [{ kind: 'html', html: '<p>Lead</p>' }] },
    { id: 'first', title: 'First', blocks: [{ kind: 'html', html: '<p>One</p>\n<h3>Inside</h3>' }] },
    { id: 'setext', title: 'Setext', blocks: [{ kind: 'html', html: '<p>Two</p>' }] },
  ])
})

markdown('has no section for nothing', () => {
  assert.equal(parseMarkdown('', 'a.md'), [])
  assert.equal(
    parseMarkdown('\n\n## One\n', 'a.md').map(({ id }) => id),
    ['one'],
  )
})

markdown('keeps the ids of sections apart', () => {
  const sections = parseMarkdown('Lead\n\n## Start\n\n## One\n\n## One\n\n## One-2\n\n## !!!\n', 'a.md')

  assert.equal(
    sections.map(({ id }) => id),
    ['start', 'start-2', 'one', 'one-2', 'one-2-2', 'start-3'],
  )
})

markdown('numbers thousands of sections of one name', () => {
  const sections = parseMarkdown('## One\n'.repeat(20_000), 'a.md')

  assert.is(sections.at(-1)?.id, 'one-20000')
})

markdown('makes ids of letters of every script, and of nothing else', () => {
  const sections = parseMarkdown('## Đồ thị: giá\n\n## "><script>alert(1)</script>\n', 'a.md')

  assert.equal(
    sections.map(({ id }) => id),
    ['đồ-thị-giá', 'script-alert-1-script'],
  )
})

markdown('takes emphasis out of the title of a section', () => {
  assert.is(parseMarkdown('## **Bold** `code`\n', 'a.md')[0]?.title, 'Bold code')
})

markdown('refuses a first-level heading and names its line', () => {
  assert.throws(() => parseMarkdown('Lead\n\n# Title\n', 'a.md'), /^a\.md:3: a first-level heading/)
  assert.throws(() => parseMarkdown('Title\n=====\n', 'a.md', 8), /^a\.md:8: a first-level heading/)
})

markdown('puts a chart between the texts around it', () => {
  const text =
    'Before\n\n```chart\n{ "type": "bar", "title": "V", "bars": [{ "label": "a", "value": 1 }] }\n```\n\nAfter\n'

  assert.equal(parseMarkdown(text, 'a.md')[0]?.blocks, [
    { kind: 'html', html: '<p>Before</p>' },
    { kind: 'chart', chart: { type: 'bar', title: 'V', bars: [{ label: 'a', value: 1 }] } },
    { kind: 'html', html: '<p>After</p>' },
  ])
})

markdown('names the file and the line of a chart that is not JSON', () => {
  assert.throws(
    () => parseMarkdown('Lead\n\n## One\n\n```chart\nnope\n```\n', 'a.md'),
    /^a\.md:5: chart block: not JSON/,
  )
  assert.throws(() => parseMarkdown('\r\n\r\n```chart\r\n{\r\n```\r\n', 'a.md', 10), /^a\.md:12: chart block: not JSON/)
})

markdown('names the file, the line and the field of a chart of the wrong shape', () => {
  const block = (json: string) => `Lead\n\n\`\`\`chart\n${json}\n\`\`\`\n`

  assert.throws(() => parseMarkdown(block('{ "type": "pie" }'), 'a.md', 5), /^a\.md:7: chart block: type: /)
  assert.throws(() => parseMarkdown(block('{ "type": "bar", "title": "V", "bars": [] }'), 'a.md'), /^a\.md:3: .*bars: /)
  assert.throws(() => parseMarkdown(block('[]'), 'a.md'), /^a\.md:3: chart block: .*expected object/)
})

markdown('refuses a chart that reaches for a prototype', () => {
  const text =
    '```chart\n{ "type": "bar", "__proto__": { "polluted": 1 }, "title": "V", "bars": [{ "label": "a", "value": 1 }] }'

  assert.throws(() => parseMarkdown(text, 'a.md'), /^a\.md:1: .*"__proto__"/)
  assert.is(Reflect.get({}, 'polluted'), undefined)
})

markdown('shows raw HTML as text', () => {
  assert.is(html('<script>alert(1)</script>'), '&#60;script&#62;alert(1)&#60;/script&#62;')
  assert.is(html('a <b onclick="alert(1)">b</b>'), '<p>a &#60;b onclick=&#34;alert(1)&#34;&#62;b&#60;/b&#62;</p>')
  assert.is(html('<svg onload=alert(1)>'), '&#60;svg onload=alert(1)&#62;')
  assert.is(html('<!-- note -->'), '&#60;!-- note --&#62;')
})

markdown('leaves entities as text', () => {
  assert.is(html('&lt;script&gt;'), '<p>&lt;script&gt;</p>')
})

markdown('links to the web, to mail and inside the site', () => {
  assert.is(html('[x](https://a.test/?a=1&b=2)'), '<p><a href="https://a.test/?a=1&#38;b=2">x</a></p>')
  assert.is(html('[x](mailto:a@b.test)'), '<p><a href="mailto:a@b.test">x</a></p>')
  assert.is(html('[x](/en/shop)'), '<p><a href="/en/shop">x</a></p>')
  assert.is(html('[x](#start)'), '<p><a href="#start">x</a></p>')
})

markdown('keeps only the words of a link that would run something', () => {
  assert.is(html('[x](javascript:alert(1))'), '<p>x</p>')
  assert.is(html('[x](JavaScript:alert(1))'), '<p>x</p>')
  assert.is(html('[x](java&#115;cript:alert(1))'), '<p>x</p>')
  assert.is(html('[x](<javascript:alert(1)>)'), '<p>x</p>')
  assert.is(html('[x](vbscript:alert)'), '<p>x</p>')
  assert.is(html('[x](data:text/html,hi)'), '<p>x</p>')
  assert.is(html('<javascript:alert(1)>'), '<p>javascript:alert(1)</p>')
  assert.is(html('[x][r]\n\n[r]: javascript:alert(1)'), '<p>x</p>')
  assert.is(html('[![x](y)](javascript:alert(1))'), '<p>x</p>')
})

markdown('does not leave the site by way of a path', () => {
  assert.is(html('[x](//evil.test)'), '<p>x</p>')
  assert.is(html('[x](/\\\\evil.test)'), '<p>x</p>')
  assert.is(html('[x](\\/\\/evil.test)'), '<p>x</p>')
})

markdown('lets no link out of its attribute', () => {
  assert.is(html('[x](#a"onclick="alert)'), '<p><a href="#a&#34;onclick=&#34;alert">x</a></p>')
  assert.is(
    html('[x](https://a.test/?"><script>)'),
    '<p><a href="https://a.test/?&#34;&#62;&#60;script&#62;">x</a></p>',
  )
  assert.is(html('[x](https://a.test "t\\" onclick=\\"alert")'), '<p><a href="https://a.test">x</a></p>')
})

markdown('says a picture in words', () => {
  assert.is(html('![a "cat" <b>](https://a.test/cat.png)'), '<p>a &#34;cat&#34; &#60;b&#62;</p>')
  assert.is(html('![a](javascript:alert(1))'), '<p>a</p>')
})

markdown('shows code as text, and lets no language name out of its attribute', () => {
  assert.is(html('`<script>`'), '<p><code>&lt;script&gt;</code></p>')
  assert.is(
    html('```"><script>\n<i>\n```'),
    '<pre><code class="language-&quot;&gt;&lt;script&gt;">&lt;i&gt;\n</code></pre>',
  )
})

markdown('repeats the head of a table in its cells, for small screens', () => {
  assert.is(
    html('| Coin | Price |\n| --- | ---: |\n| BTC | **1** |'),
    '<table><thead><tr><th scope="col">Coin</th><th scope="col" class="align-right">Price</th></tr></thead>' +
      '<tbody><tr><td data-label="Coin">BTC</td>' +
      '<td data-label="Price" class="align-right"><strong>1</strong></td></tr></tbody></table>',
  )
})

markdown('lets no head of a table out of its attribute', () => {
  const table = html('| a"><b onclick=x> |\n| --- |\n| [x](javascript:alert) <i> |')

  assert.match(table, '<td data-label="a&#34;&#62;&#60;b onclick=x&#62;">x &#60;i&#62;</td>')
})

markdown('shows a table of millions of cells as text', () => {
  const row = (cell: string) => `|${`${cell}|`.repeat(10_000)}\n`
  const table = row('a') + row('-') + '|\n'.repeat(10_000)

  assert.not.match(html(table), '<table>')
})

markdown('reads long rows of brackets and stars', () => {
  assert.is(html('['.repeat(2000)), `<p>${'['.repeat(2000)}</p>`)
  assert.match(html(`${'*'.repeat(2000)}a`), 'a</p>')
})

markdown('names the file whose quotes are nested too deep', () => {
  assert.throws(() => parseMarkdown(`${'> '.repeat(5000)}x`, 'a.md'), /^a\.md:/)
})

/** The one HTML block that `text` gives. */
function html(text: string): string {
  const [section, ...others] = parseMarkdown(text, 'a.md')
  const [block] = section?.blocks ?? []
  if (others.length > 0 || block?.kind !== 'html') throw new Error('expected one block of HTML')
  return block.html
}

markdown.run()
