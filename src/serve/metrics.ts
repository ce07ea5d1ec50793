import {
  AggregatorRegistry,
  collectDefaultMetrics,
  Histogram,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from 'prom-client'
import type { Board } from '../market/board.ts'
import type { ServeEvent } from './events.ts'
import { registerFeedMetrics } from './feed-metrics.ts'
import { registerMarketMetrics } from './market-metrics.ts'
import { createMakers } from './metric-makers.ts'
import { type ProductStats, registerProductMetrics } from './product-metrics.ts'

/** Metrics as plain data, so that those of several processes can be added up. */
export type MetricsJson = MetricObjectWithValues<MetricValue<string>>[]

export interface Metrics {
  observe(event: ServeEvent): void
  json(): Promise<MetricsJson>
}

/** What is asked for when metrics are read. */
export interface MetricSources {
  hot(): { entries: number; bytes: number }
  memory(): { entries: number; bytes: number; inFlight: number }
  /** Undefined without an API. */
  products(): ProductStats | undefined
  connections(): number
  board: Board
  feedClients(): number
  /** Called first: what is counted elsewhere now becomes events. */
  settle(): void
}

/** Prometheus text, format 0.0.4, of one or several processes together. */
export async function metricsText(all: readonly MetricsJson[]): Promise<string> {
  return AggregatorRegistry.aggregate(all as MetricsJson[]).metrics()
}

export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'

/** Metrics as one listener of the events; labels come from small closed sets. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const make = createMakers(registry)
  const { counter, gauge, asked } = make

  const answers = counter('enddel_http_responses_total', 'Answers by class of status', ['status'])
  const lookups = counter('enddel_ssr_cache_lookups_total', 'Pages asked for that could be answered')
  const hits = counter('enddel_ssr_cache_hits_total', 'Pages that were there, by where they were found', ['tier'])
  const promotions = counter('enddel_ssr_cache_promotions_total', 'Pages taken into the hot table since the build')
  const renders = counter('enddel_ssr_cache_renders_total', 'Pages rendered on demand', ['route'])
  const failures = counter('enddel_render_failures_total', 'Renders on demand that failed', ['route'])
  const stale = counter('enddel_ssr_cache_stale_if_error_total', 'Old pages answered because no new one could be made')
  const refreshFailures = counter('enddel_ssr_cache_refresh_errors_total', 'Refreshes in the background that failed')
  const tierFailures = counter('enddel_cache_tier_errors_total', 'Reads and writes a tier failed to do', ['tier'])
  const invalidations = counter('enddel_cache_invalidations_total', 'Invalidations applied', ['mode'])
  const lastRender = gauge('enddel_ssr_cache_last_render_seconds', 'When a page was last rendered, since 1970', 'max')
  const buildPages = gauge('enddel_build_pages', 'Pages of the current build', 'max', ['build'])
  const renderSeconds = new Histogram({
    name: 'enddel_render_seconds',
    help: 'Rendering and compressing a page on demand, without waiting',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [registry],
  })
  asked('enddel_ssr_cache_hot_entries', 'Pages in the hot table', () => sources.hot().entries)
  asked('enddel_ssr_cache_hot_bytes', 'Bytes of the hot table', () => sources.hot().bytes)
  asked('enddel_ssr_cache_cold_entries', 'Pages kept in memory beside the hot table', () => sources.memory().entries)
  asked('enddel_ssr_cache_cold_bytes', 'Bytes of these', () => sources.memory().bytes)
  asked('enddel_ssr_cache_in_flight', 'Pages being looked for or made', () => sources.memory().inFlight)
  asked('enddel_connections', 'Open connections', () => sources.connections())

  registerProductMetrics(make, sources.products)
  registerMarketMetrics(make, sources.board)
  const observeFeed = registerFeedMetrics(make, sources.feedClients)

  return {
    observe(event) {
      switch (event.type) {
        case 'page':
          lookups.inc(event.count)
          if (event.tier !== 'render') hits.inc({ tier: event.tier }, event.count)
          return
        case 'answered':
          return answers.inc({ status: `${Math.floor(event.status / 100)}xx` }, event.count)
        case 'page-promoted':
          return promotions.inc()
        case 'rendered':
          renderSeconds.observe(event.ms / 1000)
          lastRender.set(Math.floor(Date.now() / 1000))
          return renders.inc({ route: event.route })
        case 'render-failed':
          return failures.inc({ route: event.route })
        case 'cache-stale-if-error':
          return stale.inc()
        case 'cache-refresh-failed':
          return refreshFailures.inc()
        case 'tier-failed':
          return tierFailures.inc({ tier: event.tier })
        case 'invalidated':
          return invalidations.inc({ mode: event.mode })
        case 'feed':
          return observeFeed(event.event)
        case 'release':
          buildPages.reset()
          return buildPages.set({ build: event.id }, event.pages)
      }
    },
    async json() {
      sources.settle()
      return (await registry.getMetricsAsJSON()) as MetricsJson
    },
  }
}
