import { z } from 'zod'
import type { CacheEvent } from '../cache/cache-event.ts'
import type { Entry } from '../cache/entry.ts'
import type { Invalidated } from '../cache/invalidated.ts'
import type { Leases } from '../cache/leases.ts'
import type { SharedTier } from '../cache/tier.ts'
import { createTieredCache, type Item, type TieredCache } from '../cache/tiered-cache.ts'
import type { Elsewhere } from '../site/contract.ts'
import { ReadyPage } from './ready-page.ts'

/** Pages rendered on demand; some paths turn out to lead elsewhere. */
export type PageCache = TieredCache<ReadyPage, Elsewhere>

export interface PageCacheOptions {
  maxEntries: number
  maxBytes: number
  shared: SharedTier | undefined
  leases: Leases
  leaseMs: number
  invalidated: Invalidated
  now?: () => number
  random?: () => number
}

export function createPageCache(options: PageCacheOptions, onEvent: (event: CacheEvent) => void): PageCache {
  return createTieredCache<ReadyPage, Elsewhere>(
    { ...options, retryAfterMs: 2_000, sizeOf: (page) => page.bytes, toEntry, fromEntry },
    onEvent,
  )
}

function toEntry({ value, ...life }: Item<ReadyPage>): Entry {
  const { address, page } = value
  const { html, br, hash, csp, freshness } = page
  return { ...life, bodies: { html, br }, meta: { address, hash, csp, freshness } satisfies Meta }
}

function fromEntry({ bodies: { html, br }, meta, madeAt, lifetime }: Entry): ReadyPage {
  const { address, hash, csp, freshness } = metaSchema.parse(meta)
  if (!html || !br) throw new Error(`the entry of ${address} lacks its bytes`)
  const page = { status: 200, html, br, hash, csp, freshness }
  return new ReadyPage(address, page, { madeAt, freshUntil: madeAt + lifetime.freshForMs })
}

const ms = z.number().nonnegative()
const metaSchema = z.strictObject({
  address: z.string(),
  hash: z.string(),
  csp: z.string(),
  /** Of the route: it goes into Cache-Control, where no jitter belongs. */
  freshness: z.strictObject({ freshForMs: ms, staleForMs: ms, staleIfErrorMs: ms }),
})

type Meta = z.infer<typeof metaSchema>
