import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  defineSite,
  document,
  type DocumentOptions,
  image,
  type LoadContext,
  type Route,
  type RouteOptions,
  route,
  type Site,
} from '../site/contract.ts'
import { mostPopular, type PlannedPages, planPages } from './plan.ts'
import { refusalOfAsync } from '../testing/refusal.ts'

const plan = suite('prerender/plan')

const home = routeOf('/', { prerender: 'all' })
const coins = routeOf('/coin/:symbol', {
  prerender: 'all',
  params: () => [{ symbol: 'btc' }, { symbol: 'eth' }, { symbol: 'sol' }],
})
const legal = routeOf('/legal', { prerender: 'all', always: true })

plan('has every page in every language, in the order of the site', async () => {
  const pages = await planPages(siteOf([home, legal], ['vi', 'en']), contextFor, new Map(), 100)

  assert.equal(addressesOf(pages), ['/vi/', '/en/', '/vi/legal', '/en/legal'])
})

plan('has no language in the addresses of a site with one', async () => {
  const pages = await planPages(siteOf([home, legal]), contextFor, new Map(), 100)

  assert.equal(addressesOf(pages), ['/', '/legal'])
})

plan('says of each page which route and params it is', async () => {
  const pages = await planPages(siteOf([coins]), contextFor, new Map(), 1)

  assert.equal(
    [...pages],
    [{ address: '/coin/btc', locale: 'en', match: { route: coins, params: { symbol: 'btc' }, path: '/coin/btc' } }],
  )
})

plan('leaves out routes that are made on demand', async () => {
  const pages = await planPages(siteOf([home, routeOf('/search', { prerender: 'none' })]), contextFor, new Map(), 100)

  assert.equal(addressesOf(pages), ['/'])
})

plan('asks for params in the language of the page', async () => {
  const local = routeOf('/coin/:symbol', { prerender: 'all', params: ({ locale }) => [{ symbol: `btc-${locale}` }] })

  const pages = await planPages(siteOf([local], ['vi', 'en']), contextFor, new Map(), 100)

  assert.equal(addressesOf(pages), ['/vi/coin/btc-vi', '/en/coin/btc-en'])
})

plan('has the pages with the most hits when there is no room for all, still in the order of the site', async () => {
  const hits = new Map([
    ['/coin/sol', 9],
    ['/coin/eth', 5],
  ])

  const pages = await planPages(siteOf([home, coins]), contextFor, hits, 2)

  assert.equal(addressesOf(pages), ['/coin/eth', '/coin/sol'])
})

plan('has the first pages of the site when none has hits', async () => {
  const pages = await planPages(siteOf([home, coins]), contextFor, new Map(), 2)

  assert.equal(addressesOf(pages), ['/', '/coin/btc'])
})

plan('has what is built always, beyond the limit', async () => {
  const pages = await planPages(siteOf([home, coins, legal]), contextFor, new Map([['/coin/btc', 5]]), 0)

  assert.equal(addressesOf(pages), ['/legal'])
})

plan('takes no room from other pages for what is built always', async () => {
  const pages = await planPages(siteOf([legal, home, coins]), contextFor, new Map([['/legal', 9]]), 1)

  assert.equal(addressesOf(pages), ['/legal', '/'])
})

plan('pays no attention to hits of pages that do not exist', async () => {
  const pages = await planPages(siteOf([home, coins]), contextFor, new Map([['/gone', 99]]), 1)

  assert.equal(addressesOf(pages), ['/'])
})

plan('is made anew each time, with the params it had at first', async () => {
  let asked = 0
  const counted = routeOf('/coin/:symbol', { prerender: 'all', params: () => [{ symbol: `coin-${++asked}` }] })

  const pages = await planPages(siteOf([home, counted, legal]), contextFor, new Map(), 2)

  const [first, second] = [[...pages], [...pages]]
  assert.equal(addressesOf(pages), ['/', '/coin/coin-1', '/legal'])
  assert.equal(first, second)
  assert.is.not(first[0], second[0])
  assert.is(asked, 1)
})

plan('knows the addresses with the most hits, equal ones in the order of the site, then those without', async () => {
  const pages = await planPages(siteOf([home, coins, legal]), contextFor, new Map(), Infinity)
  const hits = new Map([
    ['/legal', 5],
    ['/coin/sol', 5],
    ['/coin/eth', 9],
    ['/coin/btc', 0],
    ['/gone', 99],
  ])

  assert.equal([...mostPopular(pages, hits, 2)], ['/coin/eth', '/coin/sol'])
  assert.equal([...mostPopular(pages, hits, 4)], ['/coin/eth', '/coin/sol', '/legal', '/'])
  assert.equal([...mostPopular(pages, hits, Infinity)], ['/coin/eth', '/coin/sol', '/legal', '/', '/coin/btc'])
  assert.equal([...mostPopular(pages, hits, 0)], [])
})

plan('refuses two pages that would be one file', async () => {
  const twins = routeOf('/coin/:symbol', { prerender: [{ symbol: 'btc' }, { symbol: 'btc' }] })

  assert.is((await refusalOfAsync(planPages(siteOf([twins]), contextFor, new Map(), 100))).code, 'E_SAME_FILE')
})

plan('refuses two pages that some file systems take for one', async () => {
  const twins = routeOf('/coin/:symbol', { prerender: [{ symbol: 'btc' }, { symbol: 'BTC' }] })

  const error = await refusalOfAsync(planPages(siteOf([twins]), contextFor, new Map(), 100))

  assert.match(error.message, '/coin/BTC of route /coin/:symbol would be the same file as /coin/btc')
})

plan('has what is the same for all languages once, at an address without one', async () => {
  const routes = [documentOf('/map.xml', { isLocalised: false }), documentOf('/rss.xml', {})]

  const pages = await planPages(siteOf(routes, ['vi', 'en']), contextFor, new Map(), 100)

  assert.equal(
    Array.from(pages, ({ address, locale }) => `${address} ${locale}`),
    ['/map.xml vi', '/vi/rss.xml vi', '/en/rss.xml en'],
  )
})

plan('refuses a document at the address of a page, and one that has its file', async () => {
  const refused = async (page: Route, text: Route) =>
    (await refusalOfAsync(planPages(siteOf([page, text]), contextFor, new Map(), 100))).message

  const named = routeOf('/:name', { prerender: [{ name: 'a.xml' }] })
  assert.match(await refused(named, documentOf('/a.xml', {})), 'would be the same file as /a.xml')
  const page = routeOf('/a', { prerender: 'all' })
  assert.match(
    await refused(page, documentOf('/a.html', {})),
    '/a.html of route doc:/a.html would be the same file as /a',
  )
})

plan('refuses an image at the address of a page', async () => {
  const named = routeOf('/:name', { prerender: [{ name: 'a.png' }] })
  const card = image('/a.png', { id: 'card', image: () => null, width: 9, height: 9, prerender: 'all' })

  const { message } = await refusalOfAsync(planPages(siteOf([named, card]), contextFor, new Map(), 100))

  assert.is(message, '/a.png of route card would be the same file as /a.png of route /:name')
})

plan('has a page and a document of different names beside each other', async () => {
  const routes = [routeOf('/a', { prerender: 'all' }), documentOf('/a.xml', {}), documentOf('/a.txt', {})]

  assert.is([...(await planPages(siteOf(routes), contextFor, new Map(), 100))].length, 3)
})

plan('refuses a page called index beside its folder', async () => {
  const index = routeOf('/index', { prerender: 'all' })

  assert.is((await refusalOfAsync(planPages(siteOf([home, index]), contextFor, new Map(), 100))).code, 'E_SAME_FILE')
})

plan('refuses a page where the 404 page stands', async () => {
  const error = await refusalOfAsync(
    planPages(siteOf([routeOf('/404', { prerender: 'all' })]), contextFor, new Map(), 100),
  )

  assert.match(error.message, 'the 404 page')
})

plan('says which page cannot be a file', async () => {
  const hidden = routeOf('/coin/:symbol', { prerender: [{ symbol: '.hidden' }] })

  const error = await refusalOfAsync(planPages(siteOf([hidden]), contextFor, new Map(), 100))

  assert.match(error.message, '/coin/.hidden')
})

plan.run()

type Options<Pattern extends string> = Partial<RouteOptions<Pattern, object>>

function routeOf<const Pattern extends string>(pattern: Pattern, options: Options<Pattern>): Route {
  return route(pattern, { ...options, id: pattern, page: () => null, head: () => ({ title: '' }) })
}

function documentOf(pattern: string, options: Partial<DocumentOptions<string, object>>): Route {
  const id = `doc:${pattern}`
  return document(pattern, { id, type: 'text/xml', text: () => '', prerender: 'all', ...options })
}

function siteOf(routes: readonly Route[], locales: readonly string[] = ['en']): Site {
  const bare = { page: () => null, head: () => ({ title: '' }) }
  return defineSite({ locales, layout: () => null, routes, notFound: bare, error: bare })
}

/** The routes here read nothing but the language. */
function contextFor(locale: string): LoadContext {
  return { locale } as LoadContext
}

function addressesOf(pages: PlannedPages): string[] {
  return Array.from(pages, ({ address }) => address)
}
