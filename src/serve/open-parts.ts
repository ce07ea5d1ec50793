/** The part of a server that depends on what is there: Redis or a disk. */
import { createDiskTier } from '../cache/disk-tier.ts'
import { createRedisLeases } from '../cache/redis-leases.ts'
import { createRedisTier } from '../cache/redis-tier.ts'
import type { Running } from '../core/lifecycle.ts'
import { createRedis } from '../core/redis.ts'
import { readCurrent } from '../output/current.ts'
import { cacheFolder } from '../output/layout.ts'
import type { Commons } from './commons.ts'
import type { OnServeEvent } from './events.ts'
import { every } from './every.ts'
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
