import type { PageContext, Report } from 'enddel'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { feedHtml } from './feed-html.ts'
import { rss, shortened } from './rss.ts'

const feed = suite('templates/documents/rss')

feed('describes each report, and escapes whatever it says', () => {
  const text = rss({ reports: [report({ title: 'A < B & "C"', summary: 'Short\0.', symbols: ['BTC'] })] }, page)

  assert.match(text, '<title>A &lt; B &amp; &quot;C&quot;</title>')
  assert.match(text, '<link>https://a.example/vi/crypto_report/7</link>')
  assert.match(text, '<guid>https://a.example/vi/crypto_report/7</guid>')
  assert.match(text, '<pubDate>Fri, 20 Nov 2026 00:30:00 GMT</pubDate>')
  assert.match(text, '<description>Short.</description>\n<category>BTC</category>')
  assert.match(text, '<language>vi</language>')
  assert.match(text, '<ttl>60</ttl>')
  assert.match(text, '<atom:link href="https://a.example/vi/rss.xml" rel="self" type="application/rss+xml"/>')
})

feed('is there before the first report', () => {
  const text = rss({ reports: [] }, page)

  assert.not.match(text, '<item>')
  assert.equal(text.match(/pubDate/g), null)
})

feed('describes a report in 300 characters at most, ending with a word', () => {
  const words = 'phố 😀 '.repeat(80).trim()

  const short = shortened(words, 300)

  assert.is(shortened('phố '.repeat(10), 300), 'phố '.repeat(10))
  assert.ok([...short].length <= 300 && [...short].length > 290)
  assert.match(short, /(phố|😀)…$/)
})

feed('has the whole text, with links that lead to the site from anywhere', () => {
  const html =
    '<p>href="/x"</p><a href="/crypto_report/2">a</a><a href="https://b.example/">b</a><a href="#c">c</a>' +
    '<img src="/d.png" alt=""><a href="//e.example/">e</a>'
  const chart = { type: 'bar', title: 'F & G', bars: [{ label: 'BTC', value: 5 }] } as const
  const body: Report['body'] = {
    kind: 'sections',
    sections: [
      {
        id: 'one',
        title: 'One <',
        blocks: [
          { kind: 'html', html },
          { kind: 'chart', chart: { ...chart, bars: [...chart.bars] } },
        ],
      },
    ],
  }

  const text = feedHtml(report({ body }), 'https://a.example/vi/crypto_report/7', page)

  const [title, whole, table] = text.split('\n')
  assert.is(title, '<h2>One &lt;</h2>')
  assert.is(
    whole,
    '<p>href="/x"</p><a href="https://a.example/vi/crypto_report/2">a</a><a href="https://b.example/">b</a>' +
      '<a href="https://a.example/vi/crypto_report/7#c">c</a><img src="https://a.example/d.png" alt="">' +
      '<a href="//e.example/">e</a>',
  )
  assert.match(table!, /^<table><caption>F &amp; G<\/caption>.*<td>BTC<\/td><td>5<\/td><\/tr><\/table>$/)
})

feed('has a report in the older form without its style sheet, and its charts as tables in their places', () => {
  const chart = { type: 'doughnut', title: 'Share', slices: [{ label: 'BTC', value: 1 }] } as const
  const body: Report['body'] = {
    kind: 'isolated',
    html: '<p>a</p><div id="g"><slot name="g"></slot></div><slot name="x"></slot>',
    css: 'p { color: red }',
    charts: [{ elementId: 'g', chart: { ...chart, slices: [...chart.slices] } }],
  }

  const text = feedHtml(report({ body }), 'https://a.example/vi/crypto_report/7', page)

  assert.match(text, /^<p>a<\/p><div id="g"><table><caption>Share<\/caption>.*<\/table><\/div>$/)
})

feed.run()

const page = {
  locale: 'vi',
  path: '/rss.xml',
  url: (address: string) => `https://a.example${address}`,
  href: (path: string) => `/vi${path}`,
} as unknown as PageContext

function report(parts: Partial<Report>): Report {
  return {
    ...{ id: 7, slug: 'seven', createdAt: '2026-11-20T07:30:00+07:00', symbols: [], prices: {}, sources: [] },
    ...{ lang: 'vi', langs: ['vi'], title: 'Title', summary: 'Summary', readingMinutes: 1 },
    body: { kind: 'sections', sections: [] },
    ...parts,
  }
}
