import type { RedisLink } from '../core/redis.ts'
import { decodeEntry, encodeEntry } from './entry-codec.ts'
import { type Key, lifeMs } from './entry.ts'
import type { SharedTier } from './tier.ts'

/**
 * Entries in Redis, each a hash of its bytes, and of its version and time of making, by which a script decides whether what
 * is to be written is newer. Redis forgets each at the end of its life. The connection is closed by whoever made it.
 */
export function createRedisTier(redis: Pick<RedisLink, 'run'>): SharedTier {
  return {
    name: 'redis',
    async read(key) {
      const name = nameOf(key)
      const bytes = await redis.run((client) => client.hgetBuffer(name, 'bytes').catch(nothingIfWrongType))
      if (!bytes) return undefined
      const entry = decodeEntry(bytes)
      // What cannot be read must not pass for the newest. Should a good one have come in its place just now, it is lost.
      if (!entry) await redis.run((client) => client.del(name))
      return entry
    },
    async write(key, entry) {
      const bytes = encodeEntry(entry)
      if (bytes.length > maxBytes) return
      const end = Math.min(Math.ceil(entry.madeAt + lifeMs(entry.lifetime)), Number.MAX_SAFE_INTEGER)
      await redis.run((client) => client.eval(keepNewer, 1, nameOf(key), entry.version, entry.madeAt, end, bytes))
    },
    close: async () => {},
  }
}

/** A value that takes longer than a command may is of no use. */
const maxBytes = 5 * 1024 * 1024

function nameOf({ build, address }: Key): string {
  return `enddel:page:${build}:${address}`
}

function nothingIfWrongType(error: Error): null {
  if (error.message.startsWith('WRONGTYPE')) return null
  throw error
}

/**
 * What `isNewer` says, with garbage older than anything. Nothing but garbage is deleted first: a script that has written
 * once is let write on, more than a full Redis takes.
 */
const keepNewer = `
local kept = redis.pcall('HMGET', KEYS[1], 'version', 'madeAt')
if kept.err then redis.call('DEL', KEYS[1]) end
local version, madeAt = tonumber(kept[1] or ''), tonumber(kept[2] or '')
if version and madeAt then
  local given, made = tonumber(ARGV[1]), tonumber(ARGV[2])
  if given < version or (given == version and made < madeAt) then return end
end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'madeAt', ARGV[2], 'bytes', ARGV[4])
redis.call('PEXPIREAT', KEYS[1], ARGV[3])
`
