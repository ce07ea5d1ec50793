/** Caches of texts, and what makes the texts. */
import type { CacheEvent } from '../cache/cache-event.ts'
import type { Entry } from '../cache/entry.ts'
import { createInvalidated } from '../cache/invalidated.ts'
import type { Mode, Selector } from '../cache/invalidation.ts'
import { createLocalLeases } from '../cache/local-leases.ts'
import { type CacheParts, createTieredCache, type Made } from '../cache/tiered-cache.ts'
import { createMapTier } from './map-tier.ts'

export const place = { build: 'b1', address: '/vi/coin/btc', names: ['/vi/coin/btc', '/coin/btc'] }
/** Fresh until 60 s, stale until 90 s, used on errors until 180 s. */
export const lifetime = { freshForMs: 60_000, staleForMs: 30_000, staleIfErrorMs: 120_000 }
export const begin = 1_800_000_000_000

export type Outcome = Made<string, string>
export type TestedCache = ReturnType<typeof createTested>

/** A cache of texts with a clock that stands where it is put. Several may share a tier, leases and the clock. */
export function createTested(options: Partial<CacheParts<string>> & { clock?: { now: number } } = {}) {
  const { clock = { now: begin }, ...parts } = options
  const events: CacheEvent[] = []
  const invalidated = createInvalidated()
  const cache = createTieredCache<string, string>(
    {
      maxEntries: 100,
      maxBytes: 10_000,
      sizeOf: (value) => value.length,
      shared: undefined,
      toEntry: ({ value, ...life }) => ({ ...life, bodies: { text: Buffer.from(value) }, meta: {} }),
      fromEntry: textOf,
      leases: createLocalLeases(),
      leaseMs: 5_000,
      invalidated,
      retryAfterMs: 2_000,
      now: () => clock.now,
      random: () => 0,
      ...parts,
    },
    (event) => events.push(event),
  )
  return {
    cache,
    clock,
    events,
    invalidate(selector: Selector, mode: Mode = 'soft') {
      invalidated.apply({ version: invalidated.version + 1, mode, selector })
    },
    /** What a caller sees: the text, and how it was come by. */
    async seen(make: () => Promise<Outcome>, where = place) {
      const found = await cache.get(where, make)
      if (found.kind === 'other') return found.other
      const how = found.kind === 'item' ? `${found.from} ${found.state}` : 'made'
      return `${found.item.value}, ${how}`
    },
  }
}

/** Two with one tier and one clock; the first has made a text, which is in the tier. */
export async function createTwo(value: string, tags?: readonly string[]) {
  const shared = createMapTier()
  const one = createTested({ shared })
  await one.seen(gives(value, tags))
  await one.cache.close()
  const { clock } = one
  return { one, other: createTested({ shared, clock }), shared, clock }
}

export function textOf({ bodies }: Entry): string {
  if (!bodies.text) throw new Error('no text')
  return Buffer.from(bodies.text).toString()
}

export function placeAt(address: string): typeof place {
  return { build: 'b1', address, names: [address] }
}

export function gives(value: string, tags: readonly string[] = []): () => Promise<Outcome> {
  return async () => ({ kept: true, create: () => value, lifetime, tags })
}

export const boom = () => Promise.reject(new Error('boom'))

/** Makes `page 1`, `page 2` and so on. */
export function createMaker() {
  const maker = {
    runs: 0,
    awaited: [] as boolean[],
    make: async (isAwaited = true) => {
      maker.awaited.push(isAwaited)
      return gives(`page ${++maker.runs}`)()
    },
  }
  return maker
}
