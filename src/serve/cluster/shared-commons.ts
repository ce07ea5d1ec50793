import type { Invalidation, Mode, Selector } from '../../cache/invalidation.ts'
import type { Lease } from '../../cache/leases.ts'
import type { Commons } from '../commons.ts'
import type { MetricsJson } from '../metrics.ts'
import type { CriticalSet } from '../products/critical-products.ts'
import type { Handlers } from './channel.ts'

/** The invalidations a worker has to know of, however late it starts. */
export interface InvalidationRecord {
  add(invalidation: Invalidation): void
  all(): readonly Invalidation[]
}

const maxRecorded = 10_000

/** Beyond its bound the older half becomes one invalidation of all. */
export function createRecord(onAdded: (invalidation: Invalidation) => void): InvalidationRecord {
  let recorded: Invalidation[] = []
  return {
    add(invalidation) {
      recorded.push(invalidation)
      if (recorded.length > maxRecorded) {
        const dropped = recorded.splice(0, maxRecorded / 2)
        const { version } = dropped.at(-1)!
        const mode = dropped.some((one) => one.mode === 'hard') ? 'hard' : 'soft'
        recorded = [{ version, mode, selector: { all: true } }, ...recorded]
      }
      onAdded(invalidation)
    },
    all: () => recorded,
  }
}

interface Others {
  metrics(): Promise<MetricsJson[]>
  shareProducts(set: CriticalSet): void
  /** From now on this worker hears of the market. */
  followMarket(): void
  /** Says something to this worker. */
  tell(name: string, data: unknown): void
}

/** What one worker may ask of the primary. Its leases end with it. */
export function commonsHandlers(commons: Commons, record: InvalidationRecord, others: Others) {
  const leases = new Map<number, Lease>()
  let lastLease = 0
  let isGone = false

  const handlers: Handlers = {
    async acquire({ key, ttlMs }: { key: string; ttlMs: number }): Promise<number | undefined> {
      const lease = await commons.leases.acquire(key, ttlMs)
      if (!lease) return undefined
      if (isGone) await lease.release()
      const id = ++lastLease
      leases.set(id, lease)
      // Over by then; what is not released must not be kept for ever.
      setTimeout(() => leases.delete(id), ttlMs).unref()
      return id
    },
    async release(id: number) {
      await leases.get(id)?.release()
      leases.delete(id)
    },
    append: ({ selector, mode }: { selector: Selector; mode: Mode }) => commons.log.append(selector, mode),
    follow() {
      for (const invalidation of record.all()) others.tell('invalidated', invalidation)
    },
    hits: (hits: ReadonlyMap<string, number>) => commons.addHits(hits),
    metrics: others.metrics,
    products: others.shareProducts,
    followMarket: others.followMarket,
    refreshMarket: commons.refreshMarket,
  }

  return {
    handlers,
    releaseAll() {
      isGone = true
      for (const lease of leases.values()) void lease.release()
      leases.clear()
    },
  }
}
