import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type LoadContext, notFound, redirect, type Route, type RouteOptions, route } from './contract.ts'
import { errorSpec, paramsOf, resolvePage } from './resolve.ts'

const resolve = suite('site/resolve')

resolve('makes a spec of what the loader gives', async () => {
  const coin = routeOf('/coin/:symbol', {
    freshness: 'realTime',
    load: ({ symbol }, { locale }) => ({ name: `${symbol} in ${locale}` }),
    tags: (data, { symbol }) => [`coin:${symbol}`, data.name],
  })

  const resolved = await resolvePage(matchOf(coin, { symbol: 'btc' }, '/coin/btc'), 'vi', contextFor, 1_000)

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
    },
  })
})

resolve('passes on that there is no such page', async () => {
  const coin = routeOf('/coin/:symbol', { load: () => notFound() })

  assert.equal(await resolvePage(matchOf(coin), 'vi', contextFor, 1_000), { kind: 'not-found' })
})

resolve('passes on where a page is now', async () => {
  const coin = routeOf('/coin/:symbol', { load: async () => redirect('/market') })

  assert.equal(await resolvePage(matchOf(coin), 'vi', contextFor, 1_000), { kind: 'redirect', to: '/market' })
})

resolve('takes data that merely has a kind for data', async () => {
  const data = { name: '', kind: 'redirect' }
  const coin = routeOf('/coin/:symbol', { load: () => data })

  const resolved = await resolvePage(matchOf(coin), 'vi', contextFor, 1_000)

  assert.is(resolved.kind, 'page')
})

resolve('lets out what the loader throws', async () => {
  const coin = routeOf('/coin/:symbol', {
    load() {
      throw new Error('boom')
    },
  })

  const failure = await resolvePage(matchOf(coin), 'vi', contextFor, 1_000).catch((error: unknown) => error)

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

/** The routes here read nothing but the language. */
function contextFor(locale: string): LoadContext {
  return { locale } as LoadContext
}
