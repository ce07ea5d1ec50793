/** The sample site's feeds, maps and twins, as other programs read them: Chromium's parser of XML stands for these. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { marked } from 'marked'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { htmlToText } from '../../templates/documents/html-to-text.ts'
import { requireCurrent } from '../output/current.ts'
import { pagesFolder } from '../output/layout.ts'
import { openBuild } from '../output/read.ts'
import { launchBrowser } from './browser.ts'
import { builtPages, pageReader } from './built-pages.ts'
import { sampleOut } from './builds.ts'
import { htmlOf } from './page-files.ts'

const sample = suite('testing/sample-documents')

/** Chromium knows no names of namespaces, so elements are told by their local name. */
interface Parsed {
  isWell: boolean
  root: string
  texts: Record<string, string[]>
}

/** Reads each document with a DOMParser: the text of each element that `names` lists. */
async function parseAll(texts: Record<string, string>, names: string[]): Promise<Map<string, Parsed>> {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    const parse = ({ text, names }: { text: string; names: string[] }): Parsed => {
      const read = new DOMParser().parseFromString(text, 'application/xml')
      const all = (name: string) => [...read.getElementsByTagNameNS('*', name)].map((one) => one.textContent ?? '')
      const isWell = read.getElementsByTagName('parsererror').length === 0
      return { isWell, root: read.documentElement.localName, texts: Object.fromEntries(names.map((n) => [n, all(n)])) }
    }
    const parsed = new Map<string, Parsed>()
    for (const [name, text] of Object.entries(texts)) parsed.set(name, await page.evaluate(parse, { text, names }))
    return parsed
  } finally {
    await browser.close()
  }
}

sample('are well-formed, each feed with 20 whole reports and the map with every page', async () => {
  const out = await sampleOut()
  const addresses = ['/vi/rss.xml', '/en/rss.xml', '/ru/rss.xml', '/sitemap.xml', '/sitemap/pages.xml']
  const news = ['/vi/sitemap/news.xml', '/en/sitemap/news.xml']
  const all = [...addresses, '/sitemap/reports-1.xml', ...news]
  const texts = await Promise.all(all.map(async (address) => [address, await htmlOf(out, address)] as const))

  const parsed = await parseAll(Object.fromEntries(texts), ['item', 'encoded', 'description', 'loc', 'url', 'title'])

  assert.equal(
    [...parsed].filter(([, { isWell }]) => !isWell).map(([address]) => address),
    [],
  )
  for (const lang of ['vi', 'en', 'ru']) {
    const { root, texts } = parsed.get(`/${lang}/rss.xml`)!
    assert.equal([root, texts.item!.length, texts.encoded!.length], ['rss', 20, 20])
    assert.ok(texts.encoded!.every((html) => html.length > 1_000 && /^<(p|h1|h2)/.test(html)))
    assert.ok(texts.description!.every((text) => [...text].length <= 300))
  }
  assert.equal(parsed.get('/sitemap.xml')!.texts.loc, ['/sitemap/pages.xml', '/sitemap/reports-1.xml', ...news])
  for (const address of news) assert.is(parsed.get(address)!.texts.title!.length, 5)
  const reports = (await readdir('content/reports')).length
  assert.is(parsed.get('/sitemap/reports-1.xml')!.texts.url!.length, reports * 3)
})

sample('name every page that may be listed and is not a later one of a list', async () => {
  const out = await sampleOut()
  const maps = await Promise.all(['pages', 'reports-1'].map((name) => htmlOf(out, `/sitemap/${name}.xml`)))
  const named = new Set([...maps.join('').matchAll(/<loc>([^<]*)/g)].map(([, address]) => address!))

  const listed: string[] = []
  for await (const { address, route, html } of builtPages(out)) {
    if (route !== 'report-list-page' && !html.includes('<meta name="robots" content="noindex"')) listed.push(address)
  }

  assert.equal(listed.sort(), [...named].sort())
})

sample('are JSON feeds too, with the same whole reports', async () => {
  const out = await sampleOut()

  const feed = JSON.parse(await htmlOf(out, '/en/feed.json'))
  const rss = await htmlOf(out, '/en/rss.xml')

  assert.is(feed.version, 'https://jsonfeed.org/version/1.1')
  assert.equal([feed.language, feed.home_page_url, feed.feed_url], ['en', '/en/', '/en/feed.json'])
  const links = [...rss.matchAll(/<guid>([^<]*)/g)].map(([, address]) => address)
  assert.equal(
    feed.items.map(({ id }: { id: string }) => id),
    links,
  )
  for (const item of feed.items) {
    assert.ok(item.title && item.summary && item.url && item.content_html.length > 1_000)
    assert.match(item.date_published, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/)
  }
})

sample('are twins of every report in every language, which say what it says', async () => {
  const read = await pageReader(await sampleOut())
  const letters = (text: string) => text.replace(/\s/g, '')
  const reports = await readdir('content/reports')

  const unlike: string[] = []
  for (const address of reports.flatMap((_, index) =>
    ['vi', 'en', 'ru'].map((l) => `/${l}/crypto_report/${index + 1}`),
  )) {
    const json = JSON.parse(await read(`${address}.json`))
    const [head, ...text] = (await read(`${address}.md`)).slice(4).split('\n---\n')
    const again = htmlToText(await marked.parse(text.join('\n---\n')))
    if (!letters(again).startsWith(letters(json.title + json.text))) unlike.push(address)
    const { title, canonical, date, prices } = parse(head!)
    assert.equal([title, canonical, date, prices], [json.title, json.url, json.publishedAt, json.pricesUsd])
    assert.is(json.url, address)
  }

  assert.equal(unlike, [])
})

sample('are told to language models, and whatever these are told of is there', async () => {
  const out = await sampleOut()

  const text = await htmlOf(out, '/llms.txt')

  assert.match(text, /^# enddel\n\n> .+\n\n/)
  const links = [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, address]) => address!)
  const build = await openBuild(out, (await requireCurrent(out)).build)
  const there = new Set(build.pages().map(({ address }) => address))
  assert.ok(links.filter((address) => address.endsWith('.md')).length === 20)
  assert.equal(
    links.filter((address) => !there.has(address)),
    ['/api/crypto/dashboard-summary'],
  )
})

sample('are spoken of in the head of every page, and in robots.txt', async () => {
  const out = await sampleOut()

  const coin = (await htmlOf(out, '/en/coin/btc')).replaceAll('/>', '>')
  assert.match(coin, '<link rel="alternate" type="application/rss+xml" title="enddel" href="/en/rss.xml">')
  assert.match(coin, '<link rel="alternate" type="application/feed+json" title="enddel" href="/en/feed.json">')
  assert.match(coin, '<link rel="manifest" href="/en/manifest.webmanifest">')
  const report = (await htmlOf(out, '/en/crypto_report')).replaceAll('/>', '>')
  assert.match(report, '<link rel="alternate" type="text/markdown" href="/en/crypto_report/35.md">')
  assert.match(report, '<link rel="alternate" type="application/json" href="/en/crypto_report/35.json">')
  assert.match(report, '<meta property="article:published_time" content="2026-11-20T07:30:00+07:00">')
  assert.is(JSON.parse(await htmlOf(out, '/en/manifest.webmanifest')).start_url, '/en/')
  assert.match(
    await htmlOf(out, '/robots.txt'),
    /^User-agent: \*\n(User-agent: .+\n)+Allow: \/\n\nSitemap: \/sitemap.xml\n$/,
  )
})

sample('lie beside the pages in files of their own kinds', async () => {
  const out = await sampleOut()

  const files = (await readdir(pagesFolder(out))).filter((name) => !/^(vi|en|ru|sitemap)$/.test(name))
  assert.equal(files.map((name) => name.replace(/\.[0-9a-f]{16}/, '')).sort(), [
    'llms.txt',
    'llms.txt.br',
    'robots.txt',
    'robots.txt.br',
    'sitemap.xml',
    'sitemap.xml.br',
  ])
  const text = await readFile(
    join(
      pagesFolder(out),
      files.find((name) => /^sitemap.*xml$/.test(name))!,
    ),
    'utf8',
  )
  assert.match(text, /^<\?xml version="1.0" encoding="utf-8"\?>\n<sitemapindex /)
})

sample.run()
