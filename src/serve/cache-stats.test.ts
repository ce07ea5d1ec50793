import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../market/board.ts'
import { cacheStats } from './cache-stats.ts'
import { createMetrics, type Metrics } from './metrics.ts'

const stats = suite('serve/cache-stats')

function createTested(products: Parameters<typeof createMetrics>[0]['products'] = () => undefined): Metrics {
  return createMetrics({
    hot: () => ({ entries: 2, bytes: 100 }),
    memory: () => ({ entries: 3, bytes: 50, inFlight: 1 }),
    products,
    connections: () => 0,
    board: createBoard(),
    feedClients: () => 0,
    settle() {},
  })
}

stats('are zero before anything happened, and divide by nothing', async () => {
  const { ssr_cache, product_cache } = cacheStats([])

  assert.equal([ssr_cache.lookups, ssr_cache.hit_rate, ssr_cache.last_render_seconds], [0, 0, 0])
  assert.equal([product_cache.lazy.size, product_cache.critical.hits], [0, 0])
})

stats('add up the processes, and tell hits by their tier', async () => {
  const one = createTested()
  const other = createTested()
  one.observe({ type: 'page', tier: 'hot', count: 5 })
  one.observe({ type: 'page', tier: 'memory', count: 1 })
  one.observe({ type: 'page', tier: 'render', count: 1 })
  one.observe({ type: 'rendered', route: 'coin', ms: 1 })
  one.observe({ type: 'page-promoted' })
  other.observe({ type: 'page', tier: 'redis', count: 2 })
  other.observe({ type: 'page', tier: 'disk', count: 1 })

  const { ssr_cache } = cacheStats([await one.json(), await other.json()])

  assert.equal(ssr_cache.hits, { hot: 5, memory: 1, redis: 2, disk: 1 })
  assert.equal([ssr_cache.lookups, ssr_cache.misses, ssr_cache.hit_rate], [10, 1, 0.9])
  assert.equal([ssr_cache.renders, ssr_cache.promotions, ssr_cache.in_flight], [1, 1, 2])
  assert.equal(
    [ssr_cache.hot, ssr_cache.cold],
    [
      { entries: 4, bytes: 200 },
      { entries: 6, bytes: 100 },
    ],
  )
  assert.ok(ssr_cache.last_render_seconds > 1_700_000_000)
})

stats('tell of the products as the predecessors did', async () => {
  const critical = { hits: 7, misses: 1, refreshes: 3, refreshErrors: 2, ageSeconds: 12 }
  const lazy = { hits: 4, misses: 5, fetchErrors: 6, size: 8, capacity: 256, lastLoadAt: 1_800_000_000_000 }
  const { json } = createTested(() => ({ critical, lazy }) as never)

  const { product_cache } = cacheStats([await json()])

  assert.equal(product_cache, {
    lazy: {
      hits: 4,
      misses: 5,
      fetch_errors: 6,
      size: 8,
      capacity: 256,
      last_load_timestamp_seconds: 1_800_000_000,
    },
    critical: { hits: 7, misses: 1, refresh_success: 3, refresh_errors: 2, cache_age_seconds: 12 },
  })
})

stats('tell no age of products that were never fetched', async () => {
  const { product_cache } = cacheStats([await createTested().json()])

  assert.is(product_cache.critical.cache_age_seconds, null)
})

stats.run()
