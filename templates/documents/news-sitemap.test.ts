import type { LoadContext, PageContext, ReportSummary } from 'enddel'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadNews } from '../loaders/sitemap.ts'
import { newsSitemap } from './news-sitemap.ts'

const news = suite('templates/documents/news-sitemap')

news('has the reports of the two days before the newest one, where they are written in its language', async () => {
  const items = [
    report(5, '2026-11-20T07:30:00+07:00', 'en'),
    report(4, '2026-11-20T07:00:00+07:00', 'vi'),
    report(3, '2026-11-18T00:30:00Z', 'en'),
    report(2, '2026-11-18T00:29:59Z', 'en'),
  ]
  const ctx = { locale: 'en', reports: { list: async () => ({ items, total: 4 }) } } as unknown as LoadContext

  const { reports } = await loadNews({}, ctx)

  assert.equal(
    reports.map(({ id }) => id),
    [5, 3],
  )
})

news('is there before the first report', async () => {
  const ctx = { locale: 'en', reports: { list: async () => ({ items: [], total: 0 }) } } as unknown as LoadContext

  assert.equal(await loadNews({}, ctx), { reports: [] })
})

news('names the publication, the moment with its zone, and the other languages', () => {
  const text = newsSitemap({ reports: [report(5, '2026-11-20T07:30:00+07:00', 'en', 'A & B')] }, page)

  assert.match(text, '<url><loc>https://a.example/en/crypto_report/5</loc><news:news>')
  assert.match(text, '<news:language>en</news:language></news:publication>')
  assert.match(text, '<news:publication_date>2026-11-20T07:30:00+07:00</news:publication_date>')
  assert.match(text, '<news:title>A &amp; B</news:title></news:news><xhtml:link rel="alternate" hreflang="en"')
  assert.match(text, 'hreflang="x-default" href="https://a.example/crypto_report/5"/></url>')
})

news.run()

const page = {
  locales: ['en', 'vi'],
  url: (address: string) => `https://a.example${address}`,
  href: (path: string) => `/en${path}`,
  hrefIn: (locale: string, path: string) => `/${locale}${path}`,
} as unknown as PageContext

function report(id: number, createdAt: string, lang: string, title = ''): ReportSummary {
  return { id, createdAt, lang, title } as ReportSummary
}
