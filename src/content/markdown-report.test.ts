import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseMarkdownReport } from './markdown-report.ts'

const report = suite('content/markdown-report')

report('reads facts and text', () => {
  const text = written(
    'symbols: [BTC, 1INCH]\nprices: { BTC: 95000.5 }\nsources: [{ name: CoinGecko, url: "https://coingecko.com" }]\n',
  )

  assert.equal(parseMarkdownReport(text, 'rally', 'en.md'), {
    facts: {
      id: 7,
      slug: 'rally',
      createdAt: '2026-11-20T07:30:00+07:00',
      symbols: ['BTC', '1INCH'],
      prices: { BTC: 95000.5 },
      sources: [{ name: 'CoinGecko', url: 'https://coingecko.com' }],
    },
    text: {
      title: 'A rally',
      summary: 'It went up.',
      readingMinutes: 1,
      body: {
        kind: 'sections',
        sections: [{ id: 'why', title: 'Why', blocks: [{ kind: 'html', html: '<p>Luck.</p>' }] }],
      },
    },
  })
})

report('needs no symbols, prices or sources', () => {
  const { facts } = parseMarkdownReport(written(), 'rally', 'en.md')

  assert.equal([facts.symbols, facts.prices, facts.sources], [[], {}, []])
})

report('names the file and the field that is wrong', () => {
  assert.throws(() => parse(written().replace('id: 7', 'id: 0')), /^en\.md: id: /)
  assert.throws(() => parse(written().replace('title: A rally', 'title: " "')), /^en\.md: title: /)
  assert.throws(() => parse(written().replace('summary: It went up.\n', '')), /^en\.md: summary: /)
  assert.throws(() => parse(written('colour: red\n')), /^en\.md: .*"colour"/)
  assert.throws(() => parse(written('symbols: [btc]\n')), /^en\.md: symbols\.0: a ticker is/)
  assert.throws(() => parse(written('prices: { BTC: -1 }\n')), /^en\.md: prices\.BTC: /)
  assert.throws(() => parse(written('prices: { btc: 1 }\n')), /^en\.md: prices\.btc: /)
})

report('wants the moment of publication with its zone', () => {
  const dated = (date: string) => written().replace('2026-11-20T07:30:00+07:00', date)

  assert.not.throws(() => parse(dated('2026-11-20T00:30:00Z')))
  assert.throws(() => parse(dated('2026-11-20')), /^en\.md: date: a date with time and zone/)
  assert.throws(() => parse(dated('2026-11-20T07:30:00')), /^en\.md: date: a date with time and zone/)
  assert.throws(() => parse(dated('2026-13-20T07:30:00Z')), /^en\.md: date: a date with time and zone/)
})

report('refuses a source that is not on the web', () => {
  const from = (url: string) => written(`sources: [{ name: a, url: ${JSON.stringify(url)} }]\n`)

  assert.throws(() => parse(from('javascript:alert(1)')), /^en\.md: sources\.0\.url: /)
  assert.throws(() => parse(from('data:text/html,hi')), /^en\.md: sources\.0\.url: /)
  assert.throws(() => parse(from('file:///etc/passwd')), /^en\.md: sources\.0\.url: /)
  assert.throws(() => parse(from('coingecko.com')), /^en\.md: sources\.0\.url: /)
})

report('names the file and the line of broken front matter', () => {
  assert.throws(() => parse(written().replace('title: A rally', 'title: a: b')), /^en\.md:3: broken front matter/)
})

report('counts lines from the top of the file', () => {
  const text = `${written()}\n\`\`\`chart\nnope\n\`\`\`\n`

  assert.is(text.split('\n')[11], '```chart')
  assert.throws(() => parse(text), /^en\.md:12: chart block: not JSON/)
})

function parse(text: string) {
  return parseMarkdownReport(text, 'rally', 'en.md')
}

function written(more = ''): string {
  const fields = 'id: 7\ntitle: A rally\nsummary: It went up.\ndate: 2026-11-20T07:30:00+07:00\n'
  return `---\n${fields}${more}---\n\n## Why\n\nLuck.\n`
}

report.run()
