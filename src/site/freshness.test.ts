import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cacheControl, custom, resolveFreshness } from './freshness.ts'

const freshness = suite('site/freshness')

const minute = 60_000
const day = 24 * 60 * minute

freshness('keeps a page stale for as long as it was fresh, and for a day when making a new one fails', () => {
  assert.equal(custom(minute), { freshForMs: minute, staleForMs: minute, staleIfErrorMs: day })
})

freshness('knows its presets by name', () => {
  assert.is(resolveFreshness('realTime').freshForMs, 30_000)
  assert.is(resolveFreshness('longTerm').freshForMs, 180 * minute)
})

freshness('is that of the default preset where a route says nothing', () => {
  assert.equal(resolveFreshness(), resolveFreshness('default'))
})

freshness('takes a site’s own figures as they are', () => {
  const own = { freshForMs: 1, staleForMs: 2, staleIfErrorMs: 3 }

  assert.equal(resolveFreshness(own), own)
})

freshness('is told to caches in whole seconds', () => {
  const field = cacheControl({ freshForMs: 30_999, staleForMs: 10_000, staleIfErrorMs: 0 })

  assert.is(field, 'public, max-age=30, s-maxage=30, stale-while-revalidate=10, stale-if-error=0')
})

freshness('lets browsers ask again after a minute, shared caches only when it ends', () => {
  const field = cacheControl(custom(180 * minute))

  assert.match(field, 'max-age=60, s-maxage=10800')
})

freshness.run()
