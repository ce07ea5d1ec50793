import type { LoadContext, PageContext, Report } from 'enddel'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadTwin } from '../loaders/reports.ts'
import { reportJson } from './report-json.ts'
import { reportMarkdown } from './report-markdown.ts'

const twins = suite('templates/documents/report-twins')

twins('have the facts as front matter that no title can break out of, and charts as tables', () => {
  const text = reportMarkdown({ report: report({ title: '"A": <b>\n---\nid: 8' }) }, page)

  const [, head, body] = text.split(/^---$/m)
  assert.match(head!, '\nid: 7\ntitle: "\\"A\\": <b>\\n---\\nid: 8"\n')
  assert.match(
    head!,
    '\ndate: "2026-11-20T07:30:00+07:00"\nlang: "en"\ncanonical: "https://a.example/vi/crypto_report/7"\n',
  )
  assert.match(
    head!,
    '\nsymbols: ["BTC"]\nprices: {"BTC":91000.5}\nsources: [{"name":"A","url":"https://b.example/"}]\n',
  )
  assert.match(
    body!,
    '# "A": \\<b> --- id: 8\n\n## One\n\nSee [this](https://a.example/vi/market).\n\n**F&G**\n\n| Item | Value |',
  )
  assert.match(body!, '\n| --- | --- |\n| now | 26 |\n')
})

twins('have text as HTML and as it is, and charts as they were written', () => {
  const json = JSON.parse(reportJson({ report: report({}) }, page))

  assert.is(json.url, 'https://a.example/vi/crypto_report/7')
  assert.is(json.markdownUrl, 'https://a.example/vi/crypto_report/7.md')
  assert.equal([json.language, json.languages, json.publishedAt], ['en', ['en'], '2026-11-20T07:30:00+07:00'])
  assert.equal(json.charts, [chart])
  assert.match(json.html, '<p>See <a href="https://a.example/vi/market">this</a>.</p>')
  assert.is(json.text, 'One\nSee this.\nF&G\nItem\tValue\nnow\t26')
})

twins('have one address each', async () => {
  const load = loadTwin('.md')
  const ctx = { reports: { get: async (id: number) => (id === 7 ? report({}) : undefined) } } as unknown as LoadContext

  assert.equal(await load({ id: '007' }, ctx), { kind: 'redirect', to: '/crypto_report/7.md' })
  assert.equal(await load({ id: '8' }, ctx), { kind: 'not-found' })
  assert.equal(await load({ id: 'x' }, ctx), { kind: 'not-found' })
  assert.ok('report' in (await load({ id: '7' }, ctx)))
})

const chart = { type: 'bar' as const, title: 'F&G', bars: [{ label: 'now', value: 26 }] }

const page = {
  locale: 'vi',
  url: (address: string) => `https://a.example${address}`,
  href: (path: string) => `/vi${path}`,
} as unknown as PageContext

/** Written in English alone. */
function report(parts: Partial<Report>): Report {
  const html = '<p>See <a href="/market">this</a>.</p>'
  return {
    ...{ id: 7, slug: 'seven', createdAt: '2026-11-20T07:30:00+07:00', symbols: ['BTC'], prices: { BTC: 91000.5 } },
    ...{ sources: [{ name: 'A', url: 'https://b.example/' }], lang: 'en', langs: ['en'], title: 'T', summary: 'S' },
    readingMinutes: 1,
    body: {
      kind: 'sections',
      sections: [
        {
          id: 'one',
          title: 'One',
          blocks: [
            { kind: 'html', html },
            { kind: 'chart', chart },
          ],
        },
      ],
    },
    ...parts,
  }
}

twins.run()
