import { LRUCache } from 'lru-cache'
import { singleFlight } from '../../cache/single-flight.ts'
import type { StoredProduct } from '../../content/catalogue.ts'

export interface LazyProducts {
  /** Undefined when there is no such product; rejects when that cannot be found out and nothing is known of it. */
  get(slug: string): Promise<StoredProduct | undefined>
  /** All is fetched again at its next use, and is there should that fail. */
  invalidate(): void
  stats(): LazyStats
}

export interface LazyStats {
  hits: number
  misses: number
  fetchErrors: number
  /** Products that are kept. */
  size: number
  capacity: number
  /** Milliseconds since 1970. */
  lastLoadAt: number | undefined
}

export interface LazyParts {
  fetch(slug: string): Promise<StoredProduct | undefined>
  capacity: number
  freshForMs: number
  /** How long it is remembered that there is no such product. */
  missingForMs: number
  now(): number
  onError(slug: string, error: unknown): void
}

interface Known {
  product: StoredProduct | undefined
  askedAt: number
  generation: number
}

/** Products fetched when they are asked for, once however many ask, and served stale when they cannot be fetched again. */
export function createLazyProducts(parts: LazyParts): LazyProducts {
  const { capacity, now } = parts
  const kept = new LRUCache<string, Known>({ max: capacity })
  // Apart, so that asking for what does not exist pushes nothing out.
  const missing = new LRUCache<string, Known>({ max: capacity })
  const once = singleFlight<StoredProduct | undefined>()
  const counts = { hits: 0, misses: 0, fetchErrors: 0 }
  let lastLoadAt: number | undefined
  let generation = 0

  function isFresh(known: Known): boolean {
    const freshForMs = known.product ? parts.freshForMs : parts.missingForMs
    return known.generation === generation && now() - known.askedAt < freshForMs
  }

  async function load(slug: string): Promise<StoredProduct | undefined> {
    const begun = { askedAt: now(), generation }
    const product = await parts.fetch(slug)
    lastLoadAt = now()
    const [there, notThere] = product ? [kept, missing] : [missing, kept]
    there.set(slug, { product, ...begun })
    notThere.delete(slug)
    return product
  }

  return {
    async get(slug) {
      const known = kept.get(slug) ?? missing.get(slug)
      if (known && isFresh(known)) {
        counts.hits++
        return known.product
      }
      counts.misses++
      try {
        return await once(`${generation} ${slug}`, async () => {
          try {
            return await load(slug)
          } catch (error) {
            counts.fetchErrors++
            parts.onError(slug, error)
            throw error
          }
        })
      } catch (error) {
        if (known) return known.product
        throw error
      }
    },
    invalidate: () => void generation++,
    stats: () => ({ ...counts, size: kept.size, capacity, lastLoadAt }),
  }
}
