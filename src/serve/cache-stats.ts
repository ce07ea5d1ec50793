import type { MetricsJson } from './metrics.ts'

/** The caches in numbers, as the predecessors told them; made from the metrics, so that both always agree. */
export function cacheStats(all: readonly MetricsJson[]) {
  const sum = (name: string, labels: Record<string, string> = {}) => total(all, name, labels)
  const most = (name: string) => Math.max(0, ...valuesOf(all, name, {}))
  const lookups = sum('enddel_ssr_cache_lookups_total')
  const hits = sum('enddel_ssr_cache_hits_total')
  const lazy = (name: string) => sum(`enddel_product_cache_lazy_${name}`)
  const critical = (name: string) => sum(`enddel_product_cache_critical_${name}`)
  const age = valuesOf(all, 'enddel_product_cache_critical_cache_age_seconds', {})
  return {
    ssr_cache: {
      lookups,
      hits: {
        hot: sum('enddel_ssr_cache_hits_total', { tier: 'hot' }),
        memory: sum('enddel_ssr_cache_hits_total', { tier: 'memory' }),
        redis: sum('enddel_ssr_cache_hits_total', { tier: 'redis' }),
        disk: sum('enddel_ssr_cache_hits_total', { tier: 'disk' }),
      },
      misses: lookups - hits,
      hit_rate: lookups === 0 ? 0 : hits / lookups,
      promotions: sum('enddel_ssr_cache_promotions_total'),
      renders: sum('enddel_ssr_cache_renders_total'),
      in_flight: sum('enddel_ssr_cache_in_flight'),
      last_render_seconds: most('enddel_ssr_cache_last_render_seconds'),
      hot: { entries: sum('enddel_ssr_cache_hot_entries'), bytes: sum('enddel_ssr_cache_hot_bytes') },
      cold: { entries: sum('enddel_ssr_cache_cold_entries'), bytes: sum('enddel_ssr_cache_cold_bytes') },
    },
    product_cache: {
      lazy: {
        hits: lazy('hits_total'),
        misses: lazy('misses_total'),
        fetch_errors: lazy('fetch_errors_total'),
        size: lazy('size'),
        capacity: lazy('capacity'),
        last_load_timestamp_seconds: most('enddel_product_cache_lazy_last_load_timestamp_seconds'),
      },
      critical: {
        hits: critical('hits_total'),
        misses: critical('misses_total'),
        refresh_success: critical('refresh_success_total'),
        refresh_errors: critical('refresh_errors_total'),
        // Null before there is any.
        cache_age_seconds: age.length > 0 ? Math.max(...age) : null,
      },
    },
  }
}

function total(all: readonly MetricsJson[], name: string, labels: Record<string, string>): number {
  return valuesOf(all, name, labels).reduce((sum, value) => sum + value, 0)
}

function valuesOf(all: readonly MetricsJson[], name: string, labels: Record<string, string>): number[] {
  return all
    .flatMap((metrics) => metrics.filter((metric) => metric.name === name))
    .flatMap((metric) => metric.values)
    .filter((value) => Object.entries(labels).every(([label, wanted]) => value.labels[label] === wanted))
    .map(({ value }) => value)
}
