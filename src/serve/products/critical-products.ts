import { isDeepStrictEqual } from 'node:util'
import { singleFlight } from '../../cache/single-flight.ts'
import type { StoredProduct } from '../../content/catalogue.ts'
import type { StoredCatalogue } from '../../content/products.ts'
import type { OnProductEvent } from './product-event.ts'

/** Plain data, so that one process can pass on to others what it has fetched. */
export interface CriticalSet {
  catalogue: StoredCatalogue
  /** When it was asked for, in milliseconds since 1970. */
  askedAt: number
}

export interface CriticalProducts {
  /** The set that serves now; after an invalidation it is fetched first. */
  catalogue(): Promise<StoredCatalogue>
  /** The same for one product of it. */
  get(slug: string): Promise<StoredProduct | undefined>
  /** Fetches the set; what was there stays when that fails. Never rejects. */
  refresh(): Promise<void>
  /** Takes a set that was fetched elsewhere, unless it is older than ours. */
  adopt(set: CriticalSet): void
  invalidate(): void
  stats(): CriticalStats
}

export interface CriticalStats {
  /** Answered from a set of the API. */
  hits: number
  /** Not in the set, or there was none yet. */
  misses: number
  refreshes: number
  refreshErrors: number
  /** Undefined before the first set. */
  ageSeconds: number | undefined
}

export interface CriticalParts {
  fetch(): Promise<StoredCatalogue>
  /** Serves until there is a set. */
  fallback: StoredCatalogue
  now(): number
  onRefresh(set: CriticalSet): void
  /** Another set than before serves: the slugs of all products that came, went or changed. */
  onChange(slugs: readonly string[]): void
  onEvent: OnProductEvent
}

export function createCriticalProducts(parts: CriticalParts): CriticalProducts {
  const { fetch, now, onEvent } = parts
  const once = singleFlight<void>()
  const stats = { hits: 0, misses: 0, refreshes: 0, refreshErrors: 0 }
  let serving = parts.fallback
  let bySlug = index(serving)
  let askedAt: number | undefined
  /** Grows with every invalidation, so that nobody waits for a fetch that began before one. */
  let generation = 0
  let refreshedIn = 0

  function take(set: CriticalSet): void {
    if (askedAt !== undefined && set.askedAt < askedAt) return
    askedAt = set.askedAt
    const before = serving
    const changed = !isDeepStrictEqual(before, set.catalogue)
    if (changed) {
      serving = set.catalogue
      const was = bySlug
      bySlug = index(serving)
      parts.onChange(changedSlugs(was, bySlug))
    }
    onEvent({ type: 'products-refreshed', products: serving.products.length, changed })
  }

  const refresh = () =>
    once(String(generation), async () => {
      const begun = { generation, askedAt: now() }
      try {
        const set = { catalogue: await fetch(), askedAt: begun.askedAt }
        stats.refreshes++
        take(set)
        parts.onRefresh(set)
      } catch (error) {
        stats.refreshErrors++
        onEvent({ type: 'products-refresh-failed', error })
      } finally {
        refreshedIn = Math.max(refreshedIn, begun.generation)
      }
    })

  const count = (isHit: boolean) => (isHit ? stats.hits++ : stats.misses++)

  return {
    async catalogue() {
      if (refreshedIn < generation) await refresh()
      count(askedAt !== undefined)
      return serving
    },
    async get(slug) {
      if (refreshedIn < generation) await refresh()
      const product = bySlug.get(slug)
      count(askedAt !== undefined && product !== undefined)
      return product
    },
    refresh,
    adopt: take,
    invalidate: () => void generation++,
    stats: () => ({ ...stats, ageSeconds: askedAt === undefined ? undefined : (now() - askedAt) / 1000 }),
  }
}

function index({ products }: StoredCatalogue): ReadonlyMap<string, StoredProduct> {
  return new Map(products.map((product) => [product.slug, product]))
}

function changedSlugs(
  before: ReadonlyMap<string, StoredProduct>,
  after: ReadonlyMap<string, StoredProduct>,
): readonly string[] {
  const slugs = new Set([...before.keys(), ...after.keys()])
  return [...slugs].filter((slug) => !isDeepStrictEqual(before.get(slug), after.get(slug)))
}
