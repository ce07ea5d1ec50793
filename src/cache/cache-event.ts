/** What happens in a cache; metrics, log lines and tests listen to it. */
export type CacheEvent =
  | { type: 'cache-promoted'; tier: 'redis' | 'disk' }
  | { type: 'cache-refresh-failed'; address: string; error: unknown }
  | { type: 'cache-stale-if-error'; address: string; error: unknown }
  | { type: 'tier-failed'; tier: 'redis' | 'disk'; error: unknown }
  | { type: 'leases-failed'; error: unknown }
