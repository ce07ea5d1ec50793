import type { LoadContext, PageContext } from 'enddel'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadSitemapIndex, loadSitemapPart, sitemapParts } from '../loaders/sitemap.ts'
import { sitemapIndex, sitemapPart } from './sitemap.ts'

const sitemap = suite('templates/documents/sitemap')

sitemap('has as many parts as the reports take, each with the date of its newest', async () => {
  const index = await loadSitemapIndex({}, contextOf(2_001))

  assert.equal(index.parts, [
    { name: 'pages.xml', time: null },
    { name: 'reports-1.xml', time: 1_000_000 },
    { name: 'reports-2.xml', time: 2_000_000 },
    { name: 'reports-3.xml', time: 2_001_000 },
  ])
  const parts = await sitemapParts(contextOf(2_001))
  assert.equal(
    parts.map(({ part }) => part),
    index.parts.map(({ name }) => name),
  )
  assert.equal(await sitemapParts(contextOf(1_000)), [{ part: 'pages.xml' }, { part: 'reports-1.xml' }])
  assert.equal(await sitemapParts(contextOf(0)), [{ part: 'pages.xml' }])
})

sitemap('has each report in one part, so that a new one changes the last part alone', async () => {
  const pathsOf = async (part: number, total: number) => {
    const loaded = await loadSitemapPart({ part: `reports-${part}.xml` }, contextOf(total))
    return 'pages' in loaded ? loaded.pages.map(({ path }) => path) : loaded.kind
  }

  const [before, after] = [await pathsOf(1, 1_500), await pathsOf(1, 1_501)]
  assert.equal(before, after)
  assert.equal([before.at(0), before.at(-1)], ['/crypto_report/1', '/crypto_report/1000'])
  assert.equal([(await pathsOf(2, 1_501)).at(0), (await pathsOf(2, 1_501)).length], ['/crypto_report/1001', 501])
  assert.is(await pathsOf(3, 1_501), 'not-found')
})

sitemap('has no parts but its own', async () => {
  for (const part of ['reports-0.xml', 'reports-01.xml', 'reports-1', 'reports-1.xml.br', 'x', 'reports-99999999.xml'])
    assert.equal(await loadSitemapPart({ part }, contextOf(5)), { kind: 'not-found' }, part)
})

sitemap('says of each page where it is in each language', () => {
  const page = { path: '/a?b&c', time: 86_400_000, changes: 'monthly', priority: 0.7 } as const

  const text = sitemapPart({ pages: [page] }, pageContext)

  const urls = [...text.matchAll(/<url>.*<\/url>/g)].map(String)
  assert.is(urls.length, 2)
  const others = ['vi', 'en'].map((lang) => alternate(lang, `/${lang}/a?b&amp;c`)).join('')
  const facts = '<lastmod>1970-01-02T00:00:00Z</lastmod><changefreq>monthly</changefreq><priority>0.7</priority>'
  assert.is(
    urls[0],
    `<url><loc>https://a.example/vi/a?b&amp;c</loc>${facts}${others}${alternate('x-default', '/a?b&amp;c')}</url>`,
  )
})

sitemap('is named in its index by whole addresses', () => {
  const parts = [
    { name: 'pages.xml', time: null },
    { name: 'reports-1.xml', time: 0 },
  ]

  const text = sitemapIndex({ parts, news: ['en', 'xx'] }, pageContext)

  assert.match(text, '<sitemap><loc>https://a.example/sitemap/pages.xml</loc></sitemap>')
  assert.match(
    text,
    'reports-1.xml</loc><lastmod>1970-01-01T00:00:00Z</lastmod></sitemap>\n<sitemap><loc>https://a.example/en/sitemap/news.xml</loc>',
  )
  assert.not.match(text, '/vi/sitemap/news.xml')
})

sitemap.run()

function alternate(lang: string, path: string): string {
  return `<xhtml:link rel="alternate" hreflang="${lang}" href="https://a.example${path}"/>`
}

/** Reports 1 to `total`, one a second. */
function contextOf(total: number): LoadContext {
  const all = Array.from({ length: total }, (_, index) => ({ id: index + 1, time: (index + 1) * 1_000 }))
  const reports = {
    list: async () => ({ items: [], total }),
    ids: async () => all.map(({ id }) => id).reverse(),
    dates: async ({ from, count }: { from: number; count: number }) => all.slice(from, from + count),
  }
  return { reports } as unknown as LoadContext
}

const pageContext = {
  locales: ['vi', 'en'],
  url: (address: string) => `https://a.example${address}`,
  hrefIn: (locale: string, path: string) => `/${locale}${path}`,
} as unknown as PageContext
