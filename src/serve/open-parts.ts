/** The parts of a server that depend on what is there: Redis or a disk, an API or none. */
import { createDiskTier } from '../cache/disk-tier.ts'
import { createRedisLeases } from '../cache/redis-leases.ts'
import { createRedisTier } from '../cache/redis-tier.ts'
import type { Running } from '../core/lifecycle.ts'
import { createRedis } from '../core/redis.ts'
import { readCurrent } from '../output/current.ts'
import { cacheFolder } from '../output/layout.ts'
import { createApiProxy } from './api-proxy.ts'
import type { Commons } from './commons.ts'
import type { OnServeEvent } from './events.ts'
import { every } from './every.ts'
import { createProductSource } from './products/product-source.ts'
import type { ReleaseOptions } from './release.ts'
import type { ServeOptions } from './server.ts'

const sweepEveryMs = 60_000

/** The tier beyond this process, and the leases that go with it. One process keeps the disk within its bounds. */
export function openShared(options: ServeOptions, commons: Commons, onEvent: OnServeEvent, parts: Running[]) {
  const { redisUrl, diskCacheBytes, out } = options
  if (redisUrl) {
    const redis = createRedis(redisUrl, onEvent)
    const leases = createRedisLeases(redis)
    const shared = createRedisTier(redis)
    parts.push(redis, leases, shared)
    return { shared, leases, isRedisUp: redis.isUp }
  }
  const { leases } = commons
  if (diskCacheBytes === 0) return { shared: undefined, leases, isRedisUp: undefined }
  const shared = createDiskTier(cacheFolder(out), { maxBytes: diskCacheBytes })
  const sweep = async () => {
    const current = commons.isLeader() ? await readCurrent(out) : undefined
    if (current) await shared.sweep(new Set([current.build, ...current.previous]))
  }
  parts.push(every(sweepEveryMs, sweep, (error) => onEvent({ type: 'tier-failed', tier: 'disk', error })))
  return { shared, leases, isRedisUp: undefined }
}

export function openProductsWith(
  { productApiBase, lazyProducts, productRefreshCron }: ServeOptions,
  commons: Commons,
  onEvent: OnServeEvent,
  onChange: (slugs: readonly string[]) => void,
): ReleaseOptions['openProducts'] {
  if (!productApiBase) return undefined
  return (catalogue) => {
    const source = createProductSource(
      {
        base: productApiBase,
        catalogue,
        lazyCapacity: lazyProducts,
        freshForMs: 5 * 60_000,
        missingForMs: 30_000,
        refreshCron: productRefreshCron,
        mayRefresh: commons.isLeader,
        timeoutMs: 3_000,
        restMs: 10_000,
      },
      onEvent,
    )
    source.onRefresh(commons.shareProducts)
    source.onChange(onChange)
    return source
  }
}

export function openApi({ productApiBase }: ServeOptions, onEvent: OnServeEvent, parts: Running[]) {
  if (!productApiBase) return undefined
  const limits = { timeoutMs: 3_000, answerMs: 60_000, maxAtOnce: 64, restMs: 10_000 }
  const api = createApiProxy({ base: productApiBase, ...limits }, onEvent)
  parts.push(api)
  return api
}
