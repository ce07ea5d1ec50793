import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Route, route } from './contract.ts'
import { createMatcher, fillPattern, parseForm } from './match.ts'

const match = suite('site/match')

match('gives the params of a pattern and the page’s own path', () => {
  const coin = routeOf('/coin/:symbol')
  const find = createMatcher([coin])

  const found = find(['coin', 'btc'], new URLSearchParams())

  assert.equal(found, { route: coin, params: { symbol: 'btc' }, path: '/coin/btc' })
})

match('finds the home page by its one empty segment', () => {
  const find = createMatcher([routeOf('/')])

  assert.is(find([''], new URLSearchParams())?.path, '/')
})

match('prefers a literal segment to a param, whichever route comes first', () => {
  const find = createMatcher([routeOf('/coin/:symbol'), routeOf('/coin/all')])

  assert.is(find(['coin', 'all'], new URLSearchParams())?.route.id, '/coin/all')
  assert.is(find(['coin', 'btc'], new URLSearchParams())?.route.id, '/coin/:symbol')
})

match('compares literals position by position, from the left', () => {
  const find = createMatcher([routeOf('/:kind/new'), routeOf('/shop/:slug')])

  assert.is(find(['shop', 'new'], new URLSearchParams())?.route.id, '/shop/:slug')
})

match('reads a param before an ending, and prefers that to a param alone', () => {
  const find = createMatcher([routeOf('/report/:id'), routeOf('/report/:id.md'), routeOf('/report/all.md')])

  const found = find(['report', '12.md'], new URLSearchParams())

  assert.equal([found?.route.id, found?.params, found?.path], ['/report/:id.md', { id: '12' }, '/report/12.md'])
  assert.is(find(['report', 'all.md'], new URLSearchParams())?.route.id, '/report/all.md')
  assert.equal(find(['report', '12.json'], new URLSearchParams())?.params, { id: '12.json' })
})

match('takes an ending alone for no param', () => {
  const find = createMatcher([routeOf('/report/:id.md')])

  assert.is(find(['report', '.md'], new URLSearchParams()), undefined)
  assert.is(find(['report', 'md'], new URLSearchParams()), undefined)
})

match('goes on to the next pattern when a later literal does not fit', () => {
  const find = createMatcher([routeOf('/shop/:slug/print'), routeOf('/:kind/:slug/edit')])

  const found = find(['shop', 'wallet', 'edit'], new URLSearchParams())

  assert.equal(found?.params, { kind: 'shop', slug: 'wallet' })
})

match('finds nothing for more or fewer segments than a pattern has', () => {
  const find = createMatcher([routeOf('/coin/:symbol')])

  assert.is(find(['coin'], new URLSearchParams()), undefined)
  assert.is(find(['coin', 'btc', 'usd'], new URLSearchParams()), undefined)
})

match('takes no empty segment for a param', () => {
  const find = createMatcher([routeOf('/coin/:symbol')])

  assert.is(find(['coin', ''], new URLSearchParams()), undefined)
})

match('tells upper from lower case in literals', () => {
  const find = createMatcher([routeOf('/coin/:symbol')])

  assert.is(find(['Coin', 'btc'], new URLSearchParams()), undefined)
})

match('gives the path of the pattern when an alias was asked for', () => {
  const find = createMatcher([routeOf('/report/:id', ['/r/:id'])])

  const found = find(['r', '12'], new URLSearchParams())

  assert.is(found?.path, '/report/12')
})

match('reads a param of an alias from the query', () => {
  const find = createMatcher([routeOf('/list'), routeOf('/list/:page', ['/list?page=:page'])])

  const found = find(['list'], new URLSearchParams('page=3'))

  assert.is(found?.path, '/list/3')
})

match('falls back to the route without a query when the query says nothing it knows', () => {
  const find = createMatcher([routeOf('/list'), routeOf('/list/:page', ['/list?page=:page'])])

  assert.is(find(['list'], new URLSearchParams('utm=x'))?.path, '/list')
  assert.is(find(['list'], new URLSearchParams('page='))?.path, '/list')
})

match('gives one path for any order and any number of query names', () => {
  const find = createMatcher([routeOf('/list/:page', ['/list?page=:page'])])

  const found = find(['list'], new URLSearchParams('utm=x&page=3&page=4&z'))

  assert.is(found?.path, '/list/3')
})

match('escapes in the path what a param holds', () => {
  const find = createMatcher([routeOf('/list/:page', ['/list?page=:page'])])

  const found = find(['list'], new URLSearchParams({ page: 'a?b#c d' }))

  assert.is(found?.path, '/list/a%3Fb%23c%20d')
})

match('takes no dot segment from the query, as it would come out as another path in a browser', () => {
  const find = createMatcher([routeOf('/list/:page', ['/list?page=:page'])])

  assert.is(find(['list'], new URLSearchParams({ page: '..' })), undefined)
})

match('fills a pattern with its params', () => {
  assert.is(fillPattern('/a/:one/b/:two', { one: 'x y', two: '2' }), '/a/x%20y/b/2')
  assert.is(fillPattern('/a/:one.md', { one: '.' }), '/a/..md')
})

match('says which param is missing', () => {
  assert.throws(() => fillPattern('/a/:one/:two', { one: 'x' }), /the param two of \/a\/:one\/:two is missing/)
  assert.throws(() => fillPattern('/a/:one', { one: '' }), /the param one/)
})

match('reads an alias as its segments and its query names', () => {
  const list = routeOf('/list/:page')

  const form = parseForm('/list?page=:page&sort=:order', list)

  assert.equal(form, {
    route: list,
    parts: ['list'],
    names: [
      ['page', 'page'],
      ['sort', 'order'],
    ],
  })
})

match.run()

function routeOf(pattern: string, aliases: readonly string[] = []): Route {
  return route(pattern, { id: pattern, aliases, page: () => null, head: () => ({ title: '' }) })
}
