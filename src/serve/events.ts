import type { CacheEvent } from '../cache/cache-event.ts'
import type { Invalidation } from '../cache/invalidation.ts'
import type { RedisEvent } from '../core/redis.ts'
import type { FeedEvent } from '../realtime/feed-event.ts'
import type { ApiEvent } from './api-event.ts'
import type { ProductEvent } from './products/product-event.ts'
import type { TlsEvent } from './tls.ts'

/** What happens while serving; metrics, log lines and tests listen to it. */
export type ServeEvent =
  | { type: 'page'; tier: 'hot' | 'memory' | 'redis' | 'disk' | 'render'; count: number }
  /** From now on the wire answers it. */
  | { type: 'page-promoted' }
  | { type: 'rendered'; route: string; ms: number }
  | {
      type: 'render-failed'
      route: string
      address: string
      message: string
      location: string | undefined
      stack: string | undefined
    }
  | { type: 'request-failed'; target: string; error: unknown }
  | { type: 'release'; id: string; pages: number; damaged: readonly string[] }
  | { type: 'release-failed'; error: unknown }
  | { type: 'popularity-failed'; error: unknown }
  /** All pages concerned that are here are stale or gone by now. */
  | ({ type: 'invalidated' } & Invalidation)
  /** The pages asked for most that were not built are here. */
  | { type: 'warmed'; pages: number; failed: number; ms: number }
  /** How many were answered with a status; 499 for those whose client went before. */
  | { type: 'answered'; status: number; count: number }
  /** Told of slow and failed requests, and of all when all are to be logged. */
  | { type: 'request'; method: string; target: string; status: number; ms: number }
  | { type: 'feed'; event: FeedEvent }
  | { type: 'stopping' }
  | CacheEvent
  | ApiEvent
  | ProductEvent
  | RedisEvent
  | TlsEvent

export type OnServeEvent = (event: ServeEvent) => void
