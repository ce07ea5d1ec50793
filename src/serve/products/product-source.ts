import { createTask } from 'node-cron'
import { localise, productsIn } from '../../content/catalogue.ts'
import type { StoredCatalogue } from '../../content/products.ts'
import type { Running } from '../../core/lifecycle.ts'
import type { Products } from '../../site/contract.ts'
import { isCode } from '../api-upstream.ts'
import { createCriticalProducts, type CriticalSet, type CriticalStats } from './critical-products.ts'
import { createLazyProducts, type LazyStats } from './lazy-products.ts'
import { createProductApi, isProductSlug } from './product-api.ts'
import type { OnProductEvent } from './product-event.ts'

export interface ProductSourceOptions {
  /** Such as `https://example.com/api`. */
  base: string
  /** That of the build; it serves what the API cannot. */
  catalogue: StoredCatalogue
  /** Products outside the critical set that are kept. */
  lazyCapacity: number
  freshForMs: number
  missingForMs: number
  /** When the critical set is refreshed in the background, for node-cron. */
  refreshCron: string
  /** Asked before each refresh in the background: one process of many is enough. */
  mayRefresh(): boolean
  timeoutMs: number
  /** How long an API that failed several times in a row is left alone. */
  restMs: number
  now?: () => number
}

/** Products for loaders. Whatever the API does, they get an answer: of now, of before, or of the build. */
export interface ProductSource extends Running {
  productsFor(locale: string, locales: readonly string[]): Products
  /** Fetches the critical set and from now on refreshes it; resolves after the first attempt, whether it failed or not. */
  start(): Promise<void>
  /** Takes a critical set that another process has fetched. */
  adopt(set: CriticalSet): void
  /** Hears of every set that was fetched here. */
  onRefresh(listener: (set: CriticalSet) => void): void
  /** Hears when another set serves than before, with the slugs of all products that came, went or changed. */
  onChange(listener: (slugs: readonly string[]) => void): void
  /** The next use of anything fetches it afresh. */
  invalidate(): void
  stats(): { critical: CriticalStats; lazy: LazyStats }
}

/** Lazy fetches at once; beyond it what is known serves. */
const maxAtOnce = 32

export function createProductSource(options: ProductSourceOptions, listener: OnProductEvent): ProductSource {
  let isClosed = false
  // Closing breaks off what is under way, and that is no failure.
  const onEvent: OnProductEvent = (event) => isClosed || listener(event)
  const { base, catalogue, timeoutMs, restMs, refreshCron, mayRefresh, now = Date.now } = options
  const api = createProductApi({ base, timeoutMs, restMs, maxAtOnce }, (state) =>
    onEvent({ type: 'products-breaker', state }),
  )
  const built = new Map(catalogue.products.map((product) => [product.slug, product]))
  const refreshListeners: ((set: CriticalSet) => void)[] = []
  const changeListeners: ((slugs: readonly string[]) => void)[] = []
  const critical = createCriticalProducts({
    fetch: api.catalogue,
    fallback: catalogue,
    now,
    onRefresh: (set) => refreshListeners.forEach((hear) => hear(set)),
    onChange: (slugs) => changeListeners.forEach((hear) => hear(slugs)),
    onEvent,
  })
  const lazy = createLazyProducts({
    fetch: api.product,
    capacity: options.lazyCapacity,
    freshForMs: options.freshForMs,
    missingForMs: options.missingForMs,
    now,
    onError(slug, error) {
      // What was not even asked is told of once, by the breaker.
      if (!isCode(error, 'E_API_BROKEN', 'E_API_BUSY')) onEvent({ type: 'product-failed', slug, error })
    },
  })
  const refresh = async () => {
    if (mayRefresh()) await critical.refresh()
  }
  const task = createTask(refreshCron, refresh, { unref: true, suppressMissedWarning: true })

  async function find(slug: string) {
    const product = await critical.get(slug)
    if (product || !isProductSlug(slug)) return product
    return await lazy.get(slug).catch(() => built.get(slug))
  }

  return {
    productsFor: (locale, locales) => ({
      categories: async () => productsIn(locale, locales, await critical.catalogue()).categories(),
      list: async (wanted) => productsIn(locale, locales, await critical.catalogue()).list(wanted),
      async get(slug) {
        const product = await find(slug)
        return product && localise(locale, locales, product)
      },
    }),
    async start() {
      await task.start()
      await refresh()
    },
    adopt: critical.adopt,
    onRefresh: (listener) => void refreshListeners.push(listener),
    onChange: (listener) => void changeListeners.push(listener),
    invalidate() {
      critical.invalidate()
      lazy.invalidate()
    },
    stats: () => ({ critical: critical.stats(), lazy: lazy.stats() }),
    async close() {
      isClosed = true
      await task.destroy()
      await api.close()
    },
  }
}
