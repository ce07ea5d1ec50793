import type { MetricMakers } from './metric-makers.ts'
import type { CriticalStats } from './products/critical-products.ts'
import type { LazyStats } from './products/lazy-products.ts'

export interface ProductStats {
  critical: CriticalStats
  lazy: LazyStats
}

/** Of the products of an API; without one they have no values. */
export function registerProductMetrics(
  { asked, askedCounter }: MetricMakers,
  products: () => ProductStats | undefined,
): void {
  const lazy = 'enddel_product_cache_lazy'
  const lastLoadSeconds = () => {
    const at = products()?.lazy.lastLoadAt
    return at === undefined ? undefined : at / 1000
  }
  askedCounter(`${lazy}_hits_total`, 'Products found in the lazy cache', () => products()?.lazy.hits)
  askedCounter(`${lazy}_misses_total`, 'Products that had to be fetched', () => products()?.lazy.misses)
  askedCounter(`${lazy}_fetch_errors_total`, 'Fetches that failed', () => products()?.lazy.fetchErrors)
  asked(`${lazy}_size`, 'Products in the lazy cache', () => products()?.lazy.size)
  asked(`${lazy}_capacity`, 'Products it may hold', () => products()?.lazy.capacity)
  asked(`${lazy}_last_load_timestamp_seconds`, 'When a product was last fetched, since 1970', lastLoadSeconds, 'max')
  const critical = 'enddel_product_cache_critical'
  askedCounter(`${critical}_hits_total`, 'Products found in the set', () => products()?.critical.hits)
  askedCounter(`${critical}_misses_total`, 'Products not in the set', () => products()?.critical.misses)
  askedCounter(`${critical}_refresh_success_total`, 'Refreshes', () => products()?.critical.refreshes)
  askedCounter(`${critical}_refresh_errors_total`, 'Failed ones', () => products()?.critical.refreshErrors)
  asked(`${critical}_cache_age_seconds`, 'Age of the critical products', () => products()?.critical.ageSeconds, 'max')
}
