/** What the pages of the sample site say to machines in JSON-LD, held against what Google's documentation asks of each type. */
import type { Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { builtPages } from './built-pages.ts'
import { sampleOut } from './builds.ts'

const structured = suite('testing/sample-structured-data')

type Thing = Record<string, unknown> & { '@type': string }

structured('is on every page that may be listed, of the types that fit, with all that is asked of each', async () => {
  const out = await sampleOut()

  const wrong: string[] = []
  const routes = new Set<string>()
  for await (const { address, route, html } of builtPages(out)) {
    const things = thingsIn(fromHtml(html))
    const types = things.map((thing) => thing['@type']).join()
    const expected = html.includes('<meta name="robots" content="noindex"') ? '' : expectedTypes[route]
    if (types !== expected) wrong.push(`${address} has ${types || 'nothing'}`)
    wrong.push(...things.flatMap((thing) => faultsOf(thing).map((fault) => `${address}: ${fault}`)))
    if (expected) routes.add(route)
  }

  assert.equal(wrong, [])
  assert.equal([...routes].sort(), Object.keys(expectedTypes).sort())
})

structured('tells of a report when it was published, with the zone, by whom, and where its twins are', async () => {
  const out = await sampleOut()

  for await (const { address, html } of builtPages(out)) {
    if (address !== '/en/crypto_report/34') continue
    const [article] = thingsIn(fromHtml(html))
    const { headline, datePublished, inLanguage, author, about, encoding } = article as Record<string, any>
    assert.is(headline, 'Fear at 26 in a market that barely moves')
    assert.equal([datePublished, inLanguage], ['2026-11-19T19:00:00+07:00', 'en'])
    assert.equal([author['@type'], author.name, author.url], ['Organization', 'enddel', '/en/'])
    assert.equal(about[0], { '@type': 'Thing', name: 'BTC' })
    assert.equal(
      encoding.map(({ contentUrl }: Thing) => contentUrl),
      ['/en/crypto_report/34.md', '/en/crypto_report/34.json'],
    )
    return
  }
  assert.unreachable('there is no report 34')
})

structured.run()

/** By route; pages that are not to be listed have none. */
const expectedTypes: Record<string, string> = {
  home: 'WebSite',
  'report-latest': 'Article,BreadcrumbList',
  report: 'Article,BreadcrumbList',
  'report-list': 'BreadcrumbList,ItemList',
  'report-list-page': 'BreadcrumbList,ItemList',
  market: 'Dataset,BreadcrumbList',
  coin: 'BreadcrumbList',
  shop: 'BreadcrumbList,ItemList',
  category: 'BreadcrumbList,ItemList',
  product: 'Product,BreadcrumbList',
}

/** As a browser finds them; a script with anything but JSON in it throws. */
function thingsIn(node: Nodes): Thing[] {
  if (node.type === 'element' && node.properties.type === 'application/ld+json') {
    const [text] = node.children
    const thing = JSON.parse(text?.type === 'text' ? text.value : '') as Thing
    assert.is(thing['@context'], 'https://schema.org')
    return [thing]
  }
  return 'children' in node ? node.children.flatMap(thingsIn) : []
}

/** Fields that are empty or not there, and lists with other numbers than 1, 2, 3 …. */
function faultsOf(thing: Thing): string[] {
  const type = thing['@type']
  const lacking = (asked[type] ?? ['a type we know']).filter((name) => !isThere(thing[name]))
  const parts = Object.values(thing)
    .flat()
    .filter((part): part is Thing => typeof part === 'object' && part !== null && '@type' in part)
  return [
    ...lacking.map((name) => `${type} has no ${name}`),
    ...(type === 'Dataset' && String(thing.description).length < 50
      ? ['Dataset is described in under 50 letters']
      : []),
    ...(type === 'Article' && !/T.*(Z|[+-]\d\d:\d\d)$/.test(String(thing.datePublished)) ? ['no zone'] : []),
    ...(type === 'BreadcrumbList' ? trailFaults(thing.itemListElement as Thing[]) : []),
    ...(type === 'ItemList' ? listFaults(thing.itemListElement as Thing[]) : []),
    ...parts.flatMap(faultsOf),
  ]
}

const asked: Record<string, readonly string[]> = {
  Article: ['headline', 'image', 'datePublished', 'author', 'publisher', 'inLanguage'],
  BreadcrumbList: ['itemListElement'],
  CreativeWork: ['name', 'url'],
  DataDownload: ['contentUrl', 'encodingFormat'],
  Dataset: ['name', 'description', 'url', 'creator', 'distribution'],
  ItemList: ['itemListElement'],
  ListItem: ['position', 'name'],
  MediaObject: ['contentUrl', 'encodingFormat'],
  Offer: ['price', 'priceCurrency', 'availability'],
  Organization: ['name', 'url', 'logo'],
  Product: ['name', 'offers'],
  PropertyValue: ['name', 'value'],
  Thing: ['name'],
  WebSite: ['name', 'url', 'publisher'],
}

function isThere(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== ''
}

/** All but the last lead somewhere. */
function trailFaults(items: Thing[]): string[] {
  const isWhole = items.length >= 2 && items.every(({ position }, index) => position === index + 1)
  return isWhole && items.slice(0, -1).every(({ item }) => isThere(item)) ? [] : ['a trail that is not whole']
}

function listFaults(items: Thing[]): string[] {
  const first = Number(items[0]?.position)
  const isWhole = items.every(({ position, url }, index) => position === first + index && isThere(url))
  return isWhole ? [] : ['a list that is not whole']
}
