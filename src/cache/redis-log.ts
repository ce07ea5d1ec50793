import type { RedisLink } from '../core/redis.ts'
import type { InvalidationLog } from './invalidation.ts'
export type RedisLogEvent = { type: 'log-stub' }
export function createRedisLog(_redis: RedisLink, _options: { onEvent(event: RedisLogEvent): void }): InvalidationLog {
  throw new Error('to be written')
}
