import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Figure } from '../market/figure.ts'
import { type LoadContext, notFound, redirect, type Route, type RouteOptions, route } from './contract.ts'
import { document } from './route.ts'
import { errorSpec, paramsOf, resolvePage } from './resolve.ts'

const resolve = suite('site/resolve')

const noFigure = () => () => undefined

resolve('makes a spec of what the loader gives', async () => {
  const figure = (id: string): Figure | undefined =>
    id === 'btc.price' ? { value: 91, at: 1, source: 'test', status: 'live' } : undefined
  const coin = routeOf('/coin/:symbol', {
    freshness: 'realTime',
    load: ({ symbol }, { locale }) => ({ name: `${symbol} in ${locale}` }),
    prints: (_, { symbol }) => [`${symbol}.price 0.5%`, 'fng exact'],
    tags: (data, { symbol }) => [`coin:${symbol}`, data.name],
  })

  const resolved = await resolvePage(
    matchOf(coin, { symbol: 'btc' }, '/coin/btc'),
    'vi',
    contextFor,
    () => figure,
    1_000,
  )

  assert.equal(resolved, {
    kind: 'page',
    spec: {
      route: 'page',
      locale: 'vi',
      path: '/coin/btc',
      params: { symbol: 'btc' },
      data: { name: 'btc in vi' },
      status: 200,
      freshness: { freshForMs: 30_000, staleForMs: 30_000, staleIfErrorMs: 86_400_000 },
      tags: ['coin:btc', 'btc in vi'],
      prints: [
        { figure: 'btc.price', value: 91, within: { kind: 'relative', by: 0.005 } },
        { figure: 'fng', value: null, within: { kind: 'exact' } },
      ],
    },
  })
})

resolve('says of a document what it is', async () => {
  const feed = document('/rss.xml', { id: 'rss', type: 'application/rss+xml', text: () => '', load: () => ({ a: 1 }) })

  const resolved = await resolvePage(matchOf(feed, {}, '/rss.xml'), 'vi', contextFor, noFigure, 1_000)

  const { type, data } = resolved.kind === 'page' ? resolved.spec : { type: undefined, data: undefined }
  assert.equal([type, data], ['application/rss+xml', { a: 1 }])
})

resolve('adds the sources a loader looked at to the tags of its page, however it looked', async () => {
  const tagsOf = async (load: RouteOptions<'/', { name: string }>['load']) => {
    const resolved = await resolvePage(
      matchOf(routeOf('/', { load: load!, tags: ['own', 'own'] })),
      'vi',
      sources,
      noFigure,
      1_000,
    )
    return resolved.kind === 'page' && resolved.spec.tags
  }

  assert.equal(await tagsOf(() => ({ name: '' })), ['own'])
  assert.equal(await tagsOf((_, { reports }) => ({ name: String(reports) })), ['own', 'reports'])
  assert.equal(await tagsOf((_, ctx) => ({ name: ctx.market && ctx.locale })), ['own', 'market'])
  assert.equal(
    await tagsOf(async (_, ctx) => {
      await new Promise(setImmediate)
      return { name: String(ctx.products) }
    }),
    ['own', 'products'],
  )
  assert.equal(await tagsOf((_, ctx) => ({ name: { ...ctx }.locale })), ['own', 'reports', 'products', 'market'])
  assert.equal(await tagsOf(async (_, ctx) => ({ name: String(await (ctx as unknown)) })), ['own'])
})

resolve('gives a loader the sources themselves, and each page only its own tags', async () => {
  const seen: unknown[] = []
  const looking = routeOf('/', { load: (_, ctx) => (seen.push(ctx.reports, ctx.products, ctx.market), { name: '' }) })
  const blind = routeOf('/', { load: () => ({ name: '' }) })

  await resolvePage(matchOf(looking), 'vi', sources, noFigure, 1_000)
  const resolved = await resolvePage(matchOf(blind), 'vi', sources, noFigure, 1_000)

  const { reports, products, market } = sources('vi')
  assert.equal(seen, [reports, products, market])
  assert.equal(resolved.kind === 'page' && resolved.spec.tags, [])
})

resolve('passes on that there is no such page', async () => {
  const coin = routeOf('/coin/:symbol', { load: () => notFound() })

  assert.equal(await resolvePage(matchOf(coin), 'vi', contextFor, noFigure, 1_000), { kind: 'not-found' })
})

resolve('passes on where a page is now', async () => {
  const coin = routeOf('/coin/:symbol', { load: async () => redirect('/market') })

  assert.equal(await resolvePage(matchOf(coin), 'vi', contextFor, noFigure, 1_000), { kind: 'redirect', to: '/market' })
})

resolve('takes data that merely has a kind for data', async () => {
  const data = { name: '', kind: 'redirect' }
  const coin = routeOf('/coin/:symbol', { load: () => data })

  const resolved = await resolvePage(matchOf(coin), 'vi', contextFor, noFigure, 1_000)

  assert.is(resolved.kind, 'page')
})

resolve('lets out what the loader throws', async () => {
  const coin = routeOf('/coin/:symbol', {
    load() {
      throw new Error('boom')
    },
  })

  const failure = await resolvePage(matchOf(coin), 'vi', contextFor, noFigure, 1_000).catch((error: unknown) => error)

  assert.equal((failure as Error).message, 'boom')
})

resolve('makes specs for the pages of status 404 and 500', () => {
  const missing = errorSpec(404, 'vi')
  const broken = errorSpec(500, 'en')

  assert.equal([missing.route, missing.locale, missing.status, missing.path], ['not-found', 'vi', 404, '/'])
  assert.equal([broken.route, broken.locale, broken.status, broken.path], ['error', 'en', 500, '/'])
})

resolve('has one page for a route without params', async () => {
  assert.equal(await paramsOf(routeOf('/market', { prerender: 'all' }), contextFor('vi')), [{}])
})

resolve('asks a route with params for all of them, in the language of the page', async () => {
  const coin = routeOf('/coin/:symbol', { prerender: 'all', params: ({ locale }) => [{ symbol: `btc-${locale}` }] })

  assert.equal(await paramsOf(coin, contextFor('vi')), [{ symbol: 'btc-vi' }])
})

resolve('has only the pages a route lists, where it lists them', async () => {
  const coin = routeOf('/coin/:symbol', { prerender: [{ symbol: 'btc' }], params: () => [{ symbol: 'all' }] })

  assert.equal(await paramsOf(coin, contextFor('vi')), [{ symbol: 'btc' }])
})

resolve.run()

type Options<Pattern extends string> = Partial<RouteOptions<Pattern, { name: string }>>

function routeOf<const Pattern extends string>(pattern: Pattern, options: Options<Pattern>): Route {
  return route(pattern, { ...options, id: 'page', page: () => null, head: () => ({ title: '' }) })
}

function matchOf(found: Route, params: Record<string, string> = {}, path = '/') {
  return { route: found, params, path }
}

function sources(locale: string): LoadContext {
  return { locale, reports: 'all reports', products: 'all products', market: 'the market' } as unknown as LoadContext
}

/** Most routes here read nothing but the language. */
function contextFor(locale: string): LoadContext {
  return { locale } as LoadContext
}
