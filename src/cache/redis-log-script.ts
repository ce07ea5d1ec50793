import type { Redis } from 'ioredis'
import { z } from 'zod'

/**
 * One exchange with the stream of invalidations, whole or not at all: appends, and reads what came after `cursor`. The id
 * of a record is its version: the time in microseconds, unless the one before it or `floor` is not below that.
 */
export interface Exchange {
  /** The newest version the reader knows of the stream, 0 for none, undefined to read nothing. */
  cursor: number | undefined
  /** What is appended gets a version above this. */
  floor: number
  /** Appended when what came after `cursor` is lost and the stream holds nothing above `floor` that could tell so. */
  ifLost: string
  append: readonly string[]
}

export interface Exchanged {
  /** The newest version in the stream. */
  top: number
  /** Nothing is missing between `cursor` and the first of `records`. */
  isUnbroken: boolean
  /** Of what was appended. */
  versions: number[]
  /** At most `readAtOnce`. The text is undefined for what others have put there. */
  records: { id: string; version: number; text: string | undefined }[]
}

export const channel = 'enddel:invalidated'
const stream = 'enddel:invalidations'

export const readAtOnce = 100

/** Redis lets go of the oldest beyond this many, not at once. */
export const keptRecords = 10_000

export async function exchange(client: Redis, { cursor, floor, ifLost, append }: Exchange): Promise<Exchanged> {
  const settings = [channel, keptRecords, readAtOnce, cursor ?? '', floor, ifLost]
  const [top, unbroken, versions, records] = replySchema.parse(
    await client.eval(script, 1, stream, ...settings, ...append),
  )
  return {
    top,
    isUnbroken: unbroken === 1,
    versions,
    records: records.map(([id, [field, text]]) => ({
      id,
      version: Number.parseInt(id),
      text: field === 'invalidation' ? text : undefined,
    })),
  }
}

const replySchema = z.tuple([
  z.coerce.number(),
  z.number(),
  z.array(z.coerce.number()),
  z.array(z.tuple([z.string(), z.array(z.string())])),
])

/**
 * Versions are doubles in Lua, exact up to 2^53, and need a format, or they would become 1.7e+15. What is no stream, or
 * has come to the end of the numbers (9e15 is in the year 2255), makes way: nothing could be appended to it.
 */
const script = `
local key, channel, kept, count = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3]
local cursor, floor, iflost = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local function text(version) return string.format('%.0f', version) end

local top = 0
local last = redis.pcall('XREVRANGE', key, '+', '-', 'COUNT', 1)
if last[1] then top = tonumber(string.match(last[1][1], '^%d+')) end
if last.err or top > 9e15 then
  redis.call('DEL', key)
  top = 0
end

local unbroken = true
if cursor == 0 then unbroken = redis.call('XLEN', key) < kept end
if cursor and cursor > 0 then unbroken = #redis.call('XRANGE', key, text(cursor), text(cursor)) > 0 end

local function append(record)
  local time = redis.call('TIME')
  top = math.max(top + 1, floor + 1, time[1] * 1000000 + time[2])
  redis.call('XADD', key, 'MAXLEN', '~', kept, text(top) .. '-0', 'invalidation', record)
end
local before, versions = top, {}
if #ARGV == 6 and not unbroken and top <= floor then append(iflost) end
for i = 7, #ARGV do
  append(ARGV[i])
  versions[#versions + 1] = text(top)
end
if top > before then redis.call('PUBLISH', channel, text(top)) end

local records = {}
if cursor then records = redis.call('XRANGE', key, text(cursor + 1), '+', 'COUNT', count) end
return { text(top), unbroken and 1 or 0, versions, records }
`
