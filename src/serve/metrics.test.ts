import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../market/board.ts'
import type { Figure } from '../market/figure.ts'
import type { ServeEvent } from './events.ts'
import { createMetrics, type MetricSources, metricsText } from './metrics.ts'

const metricsSuite = suite('serve/metrics')

const products = {
  critical: { hits: 3, misses: 1, refreshes: 2, refreshErrors: 1, ageSeconds: 40 },
  lazy: { hits: 5, misses: 6, fetchErrors: 1, size: 4, capacity: 256, lastLoadAt: 1_000_000 },
}

const sources: MetricSources = {
  hot: () => ({ entries: 3, bytes: 300 }),
  memory: () => ({ entries: 2, bytes: 20, inFlight: 1 }),
  products: () => undefined,
  connections: () => 7,
  board: createBoard(),
  feedClients: () => 5,
  settle() {},
}

/** The metrics of a process in which this has happened. */
function metricsOf(events: readonly ServeEvent[], options: Partial<MetricSources> = {}) {
  const metrics = createMetrics({ ...sources, ...options })
  for (const event of events) metrics.observe(event)
  return metrics.json()
}

/** The value of a metric in Prometheus text; undefined when there is none. */
function valueIn(text: string, name: string): number | undefined {
  const line = text.split('\n').find((line) => line.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(name.length + 1))
}

metricsSuite('counts what happens, by where pages were found and by route', async () => {
  const text = await metricsText([
    await metricsOf([
      { type: 'page', tier: 'hot', count: 5 },
      { type: 'page', tier: 'disk', count: 1 },
      { type: 'page', tier: 'render', count: 2 },
      { type: 'rendered', route: 'note', ms: 3 },
      { type: 'page-promoted' },
      { type: 'invalidated', version: 1, mode: 'hard', selector: { all: true } },
      { type: 'tier-failed', tier: 'disk', error: new Error('full') },
    ]),
  ])

  assert.is(valueIn(text, 'enddel_ssr_cache_lookups_total'), 8)
  assert.is(valueIn(text, 'enddel_ssr_cache_hits_total{tier="hot"}'), 5)
  assert.is(valueIn(text, 'enddel_ssr_cache_hits_total{tier="disk"}'), 1)
  assert.is(valueIn(text, 'enddel_ssr_cache_hits_total{tier="render"}'), undefined)
  assert.is(valueIn(text, 'enddel_ssr_cache_renders_total{route="note"}'), 1)
  assert.is(valueIn(text, 'enddel_ssr_cache_promotions_total'), 1)
  assert.is(valueIn(text, 'enddel_cache_invalidations_total{mode="hard"}'), 1)
  assert.is(valueIn(text, 'enddel_cache_tier_errors_total{tier="disk"}'), 1)
  assert.is(valueIn(text, 'enddel_render_seconds_bucket{le="0.0025"}'), 0)
  assert.is(valueIn(text, 'enddel_render_seconds_bucket{le="0.005"}'), 1)
})

metricsSuite('adds up several processes; of moments and builds it takes the newest', async () => {
  const release = (pages: number): ServeEvent => ({ type: 'release', id: 'abc', pages, damaged: [] })
  const one = await metricsOf([release(9), { type: 'page', tier: 'hot', count: 5 }], { products: () => products })
  const other = await metricsOf([release(9), { type: 'page', tier: 'hot', count: 1 }], {
    products: () => ({ ...products, critical: { ...products.critical, ageSeconds: 50 } }),
  })

  const text = await metricsText([one, other])

  assert.is(valueIn(text, 'enddel_ssr_cache_lookups_total'), 6)
  assert.is(valueIn(text, 'enddel_ssr_cache_hot_bytes'), 600)
  assert.is(valueIn(text, 'enddel_ssr_cache_in_flight'), 2)
  assert.is(valueIn(text, 'enddel_connections'), 14)
  assert.is(valueIn(text, 'enddel_build_pages{build="abc"}'), 9)
  assert.is(valueIn(text, 'enddel_product_cache_lazy_misses_total'), 12)
  assert.is(valueIn(text, 'enddel_product_cache_lazy_last_load_timestamp_seconds'), 1_000)
  assert.is(valueIn(text, 'enddel_product_cache_critical_refresh_success_total'), 4)
  assert.is(valueIn(text, 'enddel_product_cache_critical_cache_age_seconds'), 50)
})

metricsSuite('are as before when they are read twice', async () => {
  const metrics = createMetrics({ ...sources, products: () => products })

  await metrics.json()
  const text = await metricsText([await metrics.json()])

  assert.is(valueIn(text, 'enddel_product_cache_lazy_hits_total'), 5)
  assert.is(valueIn(text, 'enddel_ssr_cache_hot_entries'), 3)
})

metricsSuite('name what the predecessors named, also where there is no API', async () => {
  const text = await metricsText([await metricsOf([])])

  const named = [...text.matchAll(/^# HELP (enddel_(?:product_cache|ssr_cache)\S+)/gm)].map(([, name]) => name)
  assert.equal(named.sort(), [
    'enddel_product_cache_critical_cache_age_seconds',
    'enddel_product_cache_critical_hits_total',
    'enddel_product_cache_critical_misses_total',
    'enddel_product_cache_critical_refresh_errors_total',
    'enddel_product_cache_critical_refresh_success_total',
    'enddel_product_cache_lazy_capacity',
    'enddel_product_cache_lazy_fetch_errors_total',
    'enddel_product_cache_lazy_hits_total',
    'enddel_product_cache_lazy_last_load_timestamp_seconds',
    'enddel_product_cache_lazy_misses_total',
    'enddel_product_cache_lazy_size',
    'enddel_ssr_cache_cold_bytes',
    'enddel_ssr_cache_cold_entries',
    'enddel_ssr_cache_hits_total',
    'enddel_ssr_cache_hot_bytes',
    'enddel_ssr_cache_hot_entries',
    'enddel_ssr_cache_in_flight',
    'enddel_ssr_cache_last_render_seconds',
    'enddel_ssr_cache_lookups_total',
    'enddel_ssr_cache_promotions_total',
    'enddel_ssr_cache_refresh_errors_total',
    'enddel_ssr_cache_renders_total',
    'enddel_ssr_cache_stale_if_error_total',
  ])
})

metricsSuite('tell no age of products that were never fetched', async () => {
  const never = { ...products, critical: { ...products.critical, ageSeconds: undefined } }

  const text = await metricsText([await metricsOf([], { products: () => never })])

  assert.is(valueIn(text, 'enddel_product_cache_critical_cache_age_seconds'), undefined)
})

metricsSuite('have the page count of the current build alone', async () => {
  const text = await metricsText([
    await metricsOf([
      { type: 'release', id: 'old', pages: 5, damaged: [] },
      { type: 'release', id: 'new', pages: 6, damaged: [] },
    ]),
  ])

  assert.equal(text.match(/^enddel_build_pages\{.*$/gm), ['enddel_build_pages{build="new"} 6'])
})

metricsSuite('ask first for what was counted elsewhere', async () => {
  const metrics = createMetrics({
    ...sources,
    settle: () => metrics.observe({ type: 'page', tier: 'hot', count: 4 }),
  })

  const text = await metricsText([await metrics.json()])

  assert.is(valueIn(text, 'enddel_ssr_cache_lookups_total'), 4)
})

metricsSuite('grow no label with what is asked for', async () => {
  const events = Array.from({ length: 50 }, (_, index): ServeEvent[] => [
    { type: 'request', method: 'GET', target: `/${index}`, status: 500, ms: 1 },
    { type: 'request-failed', target: `/${index}`, error: new Error(String(index)) },
    { type: 'cache-stale-if-error', address: `/${index}`, error: new Error(String(index)) },
    { type: 'render-failed', route: 'a', address: `/${index}`, message: '', location: undefined, stack: undefined },
  ])
  const lines = async (list: ServeEvent[]) => (await metricsText([await metricsOf(list)])).match(/^enddel/gm)!.length

  assert.is(await lines(events.flat()), await lines(events[0]!))
})

metricsSuite('counts what happens on the feed, and shows one market however many processes there are', async () => {
  const board = createBoard()
  const figure = (status: Figure['status']): Figure => ({ value: 1, at: Date.now(), source: 'test', status })
  const figures = { 'BTC.price': figure('live'), 'ETH.price': figure('live'), fng: figure('stale') }
  board.apply({ kind: 'snapshot', epoch: 'a', seq: 9, figures })
  const events: ServeEvent[] = [
    { type: 'feed', event: { type: 'opened', transport: 'websocket' } },
    { type: 'feed', event: { type: 'cut', transport: 'websocket', reason: 'slow' } },
    { type: 'feed', event: { type: 'flushed', groups: 1, clients: 3 } },
    { type: 'feed', event: { type: 'refused', transport: 'events', status: 429 } },
  ]

  const text = await metricsText([await metricsOf(events, { board }), await metricsOf(events, { board })])

  assert.is(valueIn(text, 'enddel_feed_clients'), 10)
  assert.is(valueIn(text, 'enddel_feed_connections_total{transport="websocket"}'), 2)
  assert.is(valueIn(text, 'enddel_feed_cut_total{reason="slow"}'), 2)
  assert.is(valueIn(text, 'enddel_feed_messages_total'), 6)
  assert.is(valueIn(text, 'enddel_feed_refused_total{status="429"}'), 2)
  assert.is(valueIn(text, 'enddel_market_seq'), 9)
  assert.is(valueIn(text, 'enddel_market_figures_live'), 2)
  assert.is(valueIn(text, 'enddel_market_figures_stale'), 1)
})

metricsSuite.run()
