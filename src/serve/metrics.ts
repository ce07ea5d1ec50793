import {
  AggregatorRegistry,
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from 'prom-client'
import type { ServeEvent } from './events.ts'
import type { CriticalStats } from './products/critical-products.ts'
import type { LazyStats } from './products/lazy-products.ts'

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
  products(): { critical: CriticalStats; lazy: LazyStats } | undefined
  connections(): number
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
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

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
    registers,
  })
  asked('enddel_ssr_cache_hot_entries', 'Pages in the hot table', () => sources.hot().entries)
  asked('enddel_ssr_cache_hot_bytes', 'Bytes of the hot table', () => sources.hot().bytes)
  asked('enddel_ssr_cache_cold_entries', 'Pages kept in memory beside the hot table', () => sources.memory().entries)
  asked('enddel_ssr_cache_cold_bytes', 'Bytes of these', () => sources.memory().bytes)
  asked('enddel_ssr_cache_in_flight', 'Pages being looked for or made', () => sources.memory().inFlight)
  asked('enddel_connections', 'Open connections', () => sources.connections())

  const lazy = 'enddel_product_cache_lazy'
  const lastLoadSeconds = () => {
    const at = sources.products()?.lazy.lastLoadAt
    return at === undefined ? undefined : at / 1000
  }
  askedCounter(`${lazy}_hits_total`, 'Products found in the lazy cache', () => sources.products()?.lazy.hits)
  askedCounter(`${lazy}_misses_total`, 'Products that had to be fetched', () => sources.products()?.lazy.misses)
  askedCounter(`${lazy}_fetch_errors_total`, 'Fetches that failed', () => sources.products()?.lazy.fetchErrors)
  asked(`${lazy}_size`, 'Products in the lazy cache', () => sources.products()?.lazy.size)
  asked(`${lazy}_capacity`, 'Products it may hold', () => sources.products()?.lazy.capacity)
  asked(`${lazy}_last_load_timestamp_seconds`, 'When a product was last fetched, since 1970', lastLoadSeconds, 'max')
  const critical = 'enddel_product_cache_critical'
  askedCounter(`${critical}_hits_total`, 'Products found in the set', () => sources.products()?.critical.hits)
  askedCounter(`${critical}_misses_total`, 'Products not in the set', () => sources.products()?.critical.misses)
  askedCounter(`${critical}_refresh_success_total`, 'Refreshes', () => sources.products()?.critical.refreshes)
  askedCounter(`${critical}_refresh_errors_total`, 'Failed ones', () => sources.products()?.critical.refreshErrors)
  asked(
    `${critical}_cache_age_seconds`,
    'Age of the critical products',
    () => sources.products()?.critical.ageSeconds,
    'max',
  )

  function counter<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) {
    return new Counter({ name, help, labelNames: [...labelNames], registers })
  }

  function gauge<Label extends string = never>(
    name: string,
    help: string,
    aggregator: 'sum' | 'max',
    labelNames: readonly Label[] = [],
  ) {
    return new Gauge({ name, help, aggregator, labelNames: [...labelNames], registers })
  }

  function asked(name: string, help: string, read: () => number | undefined, aggregator: 'sum' | 'max' = 'sum') {
    const collect = function (this: Gauge) {
      const value = read()
      if (value === undefined) this.remove()
      else this.set(value)
    }
    return new Gauge({ name, help, aggregator, registers, collect })
  }

  function askedCounter(name: string, help: string, read: () => number | undefined) {
    const collect = function (this: Counter) {
      this.reset()
      this.inc(read() ?? 0)
    }
    return new Counter({ name, help, registers, collect })
  }

  return {
    observe(event) {
      switch (event.type) {
        case 'page':
          lookups.inc(event.count)
          if (event.tier !== 'render') hits.inc({ tier: event.tier }, event.count)
          return
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
