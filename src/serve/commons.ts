/**
 * What the workers of a machine have in common. One process alone has it for itself; of several, the primary has it, and
 * the workers reach it over their channels (`cluster/`).
 */
import { join } from 'node:path'
import { openFileLog, type FileLogEvent } from '../cache/file-log.ts'
import type { InvalidationLog } from '../cache/invalidation.ts'
import type { Leases } from '../cache/leases.ts'
import { createLocalLeases } from '../cache/local-leases.ts'
import { createRedisLog, type RedisLogEvent } from '../cache/redis-log.ts'
import type { Running } from '../core/lifecycle.ts'
import { createRedis, type RedisEvent } from '../core/redis.ts'
import { cacheFolder } from '../output/layout.ts'
import type { MarketChange } from '../market/figure.ts'
import { type MarketOptions, type MarketPartEvent, openMarket } from './market.ts'
import type { MetricsJson } from './metrics.ts'
import { keepPopularity, type PopularityOptions } from './popularity.ts'
import type { CriticalSet } from './products/critical-products.ts'

export interface Commons extends Running {
  leases: Leases
  log: InvalidationLog
  addHits(hits: ReadonlyMap<string, number>): void
  /** The metrics of all processes; this one's are given. */
  metrics(own: () => Promise<MetricsJson>): Promise<MetricsJson[]>
  /** Whether this process does what one of them has to do for all. */
  isLeader(): boolean
  /** Gives the others the products that were fetched here. */
  shareProducts(set: CriticalSet): void
  onProducts(listener: (set: CriticalSet) => void): void
  /** Hears what the market is now, and every change from then on; nothing with `--market off`. */
  followMarket(listener: (change: MarketChange) => void): void
  /** Has the providers asked now, where this machine does that. */
  refreshMarket(): Promise<void>
}

export interface CommonsOptions {
  redisUrl: string
  popularity: PopularityOptions
  market: MarketOptions
}

export type CommonsEvent =
  MarketPartEvent | FileLogEvent | RedisEvent | RedisLogEvent | { type: 'popularity-failed'; error: unknown }

export async function createCommons(
  { redisUrl, popularity, market: marketOptions }: CommonsOptions,
  onEvent: (event: CommonsEvent) => void,
): Promise<Commons> {
  const redis = redisUrl ? createRedis(redisUrl, onEvent) : undefined
  const leases = createLocalLeases()
  const log = redis
    ? createRedisLog(redis, { onEvent })
    : await openFileLog(join(cacheFolder(popularity.out), 'invalidations.ndjson'), { now: Date.now, onEvent })
  const market = await openMarket(marketOptions, redis, onEvent)
  const keeper = await keepPopularity(popularity, (error) => onEvent({ type: 'popularity-failed', error }))

  return {
    leases,
    log,
    addHits: keeper.add,
    metrics: async (own) => [await own()],
    isLeader: () => true,
    shareProducts() {},
    onProducts() {},
    followMarket: market.follow,
    refreshMarket: market.refresh,
    async close() {
      await market.close()
      await keeper.close()
      await log.close()
      await leases.close()
      await redis?.close()
    },
  }
}
