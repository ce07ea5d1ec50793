import { randomUUID } from 'node:crypto'
import { within } from '../core/lifecycle.ts'
import type { RedisLink } from '../core/redis.ts'
import type { Leases } from './leases.ts'

/**
 * Leases in Redis, for all machines: a key with a random token and a time to live. A release is published, so that those
 * who wait look again at once; when the holder is gone they do so when its time is over.
 */
export function createRedisLeases(redis: Pick<RedisLink, 'run' | 'listen'>): Leases {
  const waiting = new Map<string, Set<Wake>>()
  let isClosed = false

  function wakeAll(why: Why) {
    for (const wakes of waiting.values()) for (const wake of wakes) wake(why)
  }
  const listening = redis.listen(
    channel,
    (key) => waiting.get(key)?.forEach((wake) => wake('released')),
    () => wakeAll('unsure'),
  )

  function wait(key: string): { woken: Promise<Why>; stop(): void } {
    const wakes = waiting.get(key) ?? new Set()
    waiting.set(key, wakes)
    let wake: Wake = () => {}
    const woken = new Promise<Why>((resolve) => wakes.add((wake = resolve)))
    return {
      woken,
      stop() {
        wakes.delete(wake)
        if (wakes.size === 0) waiting.delete(key)
      },
    }
  }

  /** A lease; or why there is none, and whoever has it has ended: unless one cannot be sure of that. */
  async function ask(key: string, ttlMs: number, mostMs: number): Promise<{ token: string } | Why> {
    const token = randomUUID()
    const { woken, stop } = wait(key) // before asking, so that a release in between is not missed
    try {
      const left = Number(await redis.run((client) => client.eval(acquire, 1, prefix + key, token, ttlMs)))
      if (left === 0) return { token }
      return (await within(Math.min(left, mostMs), woken)) ? await woken : 'released'
    } catch (error) {
      void release(key, token) // it may have been given, only the answer is missing
      throw error
    } finally {
      stop()
    }
  }

  async function release(key: string, token: string): Promise<void> {
    // Should this fail, the lease ends with its time.
    await redis.run((client) => client.eval(releaseOwn, 1, prefix + key, token, channel, key)).catch(() => {})
  }

  return {
    async acquire(key, ttlMs) {
      // Undefined would send callers to look and ask again, for ever.
      if (isClosed) throw new Error('these leases are closed')
      const end = performance.now() + ttlMs
      for (;;) {
        const given = await ask(key, ttlMs, Math.max(0, end - performance.now()))
        if (given === 'released') return undefined
        if (given !== 'unsure') return { release: () => release(key, given.token) }
      }
    },
    async close() {
      isClosed = true
      wakeAll('released')
      await listening.close()
    },
  }
}

/** Unsure when a release may have been missed. */
type Why = 'released' | 'unsure'
type Wake = (why: Why) => void

const prefix = 'enddel:lease:'
const channel = 'enddel:lease-released'

/** 0 for a lease, or the milliseconds another one has still to live. What has no end is no lease: it would never be released. */
const acquire = `
local left = redis.call('PTTL', KEYS[1])
if left >= 0 then return left + 1 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
`

const releaseOwn = `
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
  redis.call('PUBLISH', ARGV[2], ARGV[3])
end
`
