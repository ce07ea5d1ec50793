import { createRedis, type RedisLink } from '../core/redis.ts'
import { clockFinding } from './clock-finding.ts'
import { type Finding, note, ok, problem } from './finding.ts'

export async function checkRedis(url: string, limitMs: number): Promise<Finding[]> {
  if (!url) return [ok('Redis', 'not used: each machine keeps pages for itself')]
  const redis = createRedis(url, () => {}, { commandMs: limitMs / 3 })
  try {
    return await lookAt(redis)
  } catch {
    const reason = await redis.run((client) => client.ping()).then(String, (error: Error) => error.message)
    return [problem('Redis', reason, 'start it, or correct REDIS_URL; pages are served without it all the same')]
  } finally {
    await redis.close()
  }
}

async function lookAt(redis: RedisLink): Promise<Finding[]> {
  const info = await redis.run((client) => client.info())
  const ms = await latencyMs(redis)
  const [seconds, micros] = await redis.run((client) => client.time())
  const version = field(info, 'redis_version') ?? 'unknown'
  return [
    ...versionFindings(version, ms),
    ...memoryFindings(field(info, 'maxmemory') ?? '0', field(info, 'maxmemory_policy') ?? 'noeviction'),
    ...clockFinding('Redis', Number(seconds) * 1_000 + Number(micros) / 1_000 - Date.now()),
  ]
}

function versionFindings(version: string, ms: number): Finding[] {
  const message = `version ${version}, answers in ${ms.toFixed(1)} ms`
  if (Number.parseInt(version, 10) < 5)
    return [problem('Redis', message, 'install 5 or newer: older ones have no streams')]
  if (ms > slowMs) return [note('Redis', message, 'put it nearer: a command that takes 100 ms is given up')]
  return [ok('Redis', message)]
}

const slowMs = 20

/** Pages have an end of their own; the log of invalidations and the prices have none, and should not be evicted for them. */
function memoryFindings(limit: string, policy: string): Finding[] {
  if (limit === '0') {
    const fix = 'set maxmemory, with maxmemory-policy volatile-lru, where other things share its machine'
    return [note('Redis', 'has no limit of memory', fix)]
  }
  if (policy.startsWith('volatile-')) return [ok('Redis', `keeps within its memory by ${policy}`)]
  const harm = policy === 'noeviction' ? 'keeps no further page once it is full' : 'may evict the log of invalidations'
  return [note('Redis', `maxmemory-policy ${policy}: ${harm}`, 'set maxmemory-policy volatile-lru')]
}

/** Of a few questions the quickest, for the first may have to wait for other things. */
async function latencyMs(redis: RedisLink): Promise<number> {
  let best = Infinity
  for (let round = 0; round < 3; round++) {
    const since = performance.now()
    await redis.run((client) => client.ping())
    best = Math.min(best, performance.now() - since)
  }
  return best
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
}
