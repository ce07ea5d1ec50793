/** The sample site's feeds and map, as other programs read them: Chromium's parser of XML stands for these. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { requireCurrent } from '../output/current.ts'
import { pagesFolder } from '../output/layout.ts'
import { openBuild } from '../output/read.ts'
import { launchBrowser } from './browser.ts'
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
  const all = [...addresses, '/sitemap/reports-1.xml']
  const texts = await Promise.all(all.map(async (address) => [address, await htmlOf(out, address)] as const))

  const parsed = await parseAll(Object.fromEntries(texts), ['item', 'encoded', 'description', 'loc', 'url'])

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
  assert.equal(parsed.get('/sitemap.xml')!.texts.loc, ['/sitemap/pages.xml', '/sitemap/reports-1.xml'])
  const reports = (await readdir('content/reports')).length
  assert.is(parsed.get('/sitemap/reports-1.xml')!.texts.url!.length, reports * 3)
})

sample('name every page that is not a later one of a list, a print view or a document', async () => {
  const out = await sampleOut()
  const maps = await Promise.all(['pages', 'reports-1'].map((name) => htmlOf(out, `/sitemap/${name}.xml`)))
  const named = new Set([...maps.join('').matchAll(/<loc>([^<]*)/g)].map(([, address]) => address!))

  const build = await openBuild(out, (await requireCurrent(out)).build)
  const unnamed = build
    .pages()
    .filter(({ status, type, route }) => status === 200 && type === undefined && !unlisted.has(route))
    .map(({ address }) => address)
    .filter((address) => !named.has(address))

  assert.equal(unnamed, [])
})

const unlisted = new Set(['report-list-page', 'report-print'])

sample('are spoken of in the head of every page, and in robots.txt', async () => {
  const out = await sampleOut()

  const link = '<link rel="alternate" type="application/rss+xml" title="enddel" href="/en/rss.xml">'
  assert.match((await htmlOf(out, '/en/coin/btc')).replaceAll('/>', '>'), link)
  assert.match(
    await htmlOf(out, '/robots.txt'),
    /^User-agent: \*\n(User-agent: .+\n)+Allow: \/\n\nSitemap: \/sitemap.xml\n$/,
  )
})

sample('lie beside the pages in files of their own kinds', async () => {
  const out = await sampleOut()

  const files = (await readdir(pagesFolder(out))).filter((name) => !/^(vi|en|ru|sitemap)$/.test(name))
  assert.equal(files.map((name) => name.replace(/\.[0-9a-f]{16}/, '')).sort(), [
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
