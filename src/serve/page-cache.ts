import { z } from 'zod'
import type { CacheEvent } from '../cache/cache-event.ts'
import type { Entry } from '../cache/entry.ts'
import type { Invalidated } from '../cache/invalidated.ts'
import type { Leases } from '../cache/leases.ts'
import type { SharedTier } from '../cache/tier.ts'
import { createTieredCache, type Item, type TieredCache } from '../cache/tiered-cache.ts'
import { pngType } from '../core/png-type.ts'
import { printedSchema } from '../live/printed.ts'
import { liveSlotsSchema } from '../live/slot-schema.ts'
import type { Board } from '../market/board.ts'
import type { Elsewhere } from '../site/contract.ts'
import { ReadyPage } from './ready-page.ts'

/** Pages rendered on demand; some paths turn out to lead elsewhere. */
export type PageCache = TieredCache<ReadyPage, Elsewhere>

export interface PageCacheOptions {
  /** Whose figures the pages show. */
  board: Board
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
    { ...options, retryAfterMs: 2_000, sizeOf: (page) => page.bytes, toEntry, fromEntry: fromEntryFor(options.board) },
    onEvent,
  )
}

function toEntry({ value, ...life }: Item<ReadyPage>): Entry {
  const { address, page } = value
  const { type, html, br, live, prints, hash, csp, freshness } = page
  return {
    ...life,
    bodies: { html, ...(br && { br }) },
    meta: { address, type, live, prints: prints && [...prints], hash, csp, freshness } satisfies Meta,
  }
}

function fromEntryFor(board: Board) {
  return ({ bodies: { html, br }, meta, madeAt, lifetime }: Entry): ReadyPage => {
    const { address, ...described } = metaSchema.parse(meta)
    if (!html || (!br && described.type !== pngType)) throw new Error(`the entry of ${address} lacks its bytes`)
    const page = { status: 200, html, br, ...described }
    return new ReadyPage(address, page, board, { madeAt, freshUntil: madeAt + lifetime.freshForMs })
  }
}

const ms = z.number().nonnegative()
const metaSchema = z.strictObject({
  address: z.string(),
  type: z.string().optional(),
  live: liveSlotsSchema.optional(),
  prints: z.array(printedSchema).optional(),
  hash: z.string(),
  csp: z.string(),
  /** Of the route: it goes into Cache-Control, where no jitter belongs. */
  freshness: z.strictObject({ freshForMs: ms, staleForMs: ms, staleIfErrorMs: ms }),
})

type Meta = z.infer<typeof metaSchema>
