import { z } from 'zod'
import type { RedisLink } from '../../core/redis.ts'
import { type Clock, type Figure, type FigureId, figureIdPattern, type MarketChange } from '../figure.ts'

/**
 * The market in Redis. Every term of a leader has a number, its fence, above those of all terms before, also when Redis was
 * emptied meanwhile; what bears a lower one than was ever seen is refused. Each call is one script, whole or not at all.
 *
 * `known` is the clock the caller has already seen. If Redis is behind that it has come back with an older state, which is
 * then marked, and good only for those who know nothing; a leader writes all anew. So it does when it finds another epoch
 * than its own, as nobody else begins epochs in its term.
 */
export interface MarketScripts {
  /**
   * Takes the lease, or renews it for the term `fence` (0 for one who does not lead). Gives the fence, or 0 when another
   * leads; and whether there is a market in Redis.
   */
  hold(term: { token: string; leaseMs: number; fence: number; known: Clock }): Promise<Held>
  release(token: string): Promise<void>
  /** Undefined when Redis has none, or none that is good for the term `fence`. Figures that cannot be read are left out. */
  load(asker: { fence: number; known: Clock }): Promise<Loaded | undefined>
  /** Writes a change; or, if Redis has no market, all there is. */
  write(wish: Wish): Promise<Written>
}

export interface Held {
  fence: number
  isThere: boolean
}

export interface Loaded {
  snapshot: MarketChange
  /** The fence of who wrote last. */
  leader: number
}

export interface Wish {
  fence: number
  known: Clock
  /** For all there is the name of a new epoch; empty for a change. */
  epoch: string
  figures: Readonly<Record<FigureId, Figure>>
}

/** `absent`: there is no market that could change. `present`: there is one, so nothing was brought back. */
export type Written = 'refused' | 'absent' | 'present' | Clock

export type MarketMessage =
  | { kind: 'changed'; change: MarketChange; leader: number }
  /** Nobody leads now. */
  | { kind: 'released' }

export const channel = 'enddel:market'

/** In braces is what decides where a cluster keeps a key: with the stream, which has its name from before. */
const stream = 'market_data_stream'
const keys = ['lease', 'fence', 'state'].map((name) => `enddel:{${stream}}:${name}`).concat(stream)
const keptChanges = 1_000

export function createMarketScripts(redis: Pick<RedisLink, 'run'>): MarketScripts {
  const run = (script: string, ...args: (string | number)[]) =>
    redis.run((client) => client.eval(prelude + script, keys.length, ...keys, channel, ...args))

  return {
    async hold({ token, leaseMs, fence, known }) {
      const [held, isThere] = heldSchema.parse(await run(hold, known.epoch, known.seq, fence, token, leaseMs))
      return { fence: held, isThere: isThere === 1 }
    },
    async release(token) {
      await run(release, '', 0, token)
    },
    async load({ fence, known }) {
      const reply = loadedSchema.parse(await run(load, known.epoch, known.seq, fence))
      return reply.length === 0 ? undefined : loaded(...reply)
    },
    async write({ fence, known, epoch, figures }) {
      const fields = Object.entries(figures).flatMap(([id, figure]) => [figureField + id, JSON.stringify(figure)])
      const text = JSON.stringify(figures)
      return writtenSchema.parse(await run(write, known.epoch, known.seq, fence, epoch, keptChanges, text, ...fields))
    },
  }
}

/** Undefined for what others have sent. */
export function messageIn(text: string): MarketMessage | undefined {
  return messageSchema.safeParse(jsonIn(text)).data
}

const figureField = 'figure:'

function loaded(epoch: string, seq: number, leader: number, fields: readonly string[]): Loaded {
  const figures: Record<FigureId, Figure> = {}
  for (let i = 0; i < fields.length; i += 2) {
    const [field, text] = [fields[i]!, fields[i + 1]!]
    if (!field.startsWith(figureField)) continue
    const id = idSchema.safeParse(field.slice(figureField.length)).data
    const figure = figureSchema.safeParse(jsonIn(text)).data
    if (id && figure) figures[id] = figure
  }
  return { snapshot: { kind: 'snapshot', epoch, seq, figures }, leader }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const idSchema = z.string().regex(figureIdPattern)
const figureSchema = z.object({
  value: z.union([z.number(), z.string().max(200)]),
  at: z.number(),
  source: z.string().max(40),
  status: z.enum(['live', 'delayed', 'stale', 'closed']),
})
const count = z.coerce.number().int().nonnegative()

const messageSchema = z.union([
  z
    .object({
      kind: z.enum(['change', 'snapshot']),
      epoch: z.string(),
      seq: count,
      leader: count,
      figures: z.record(idSchema, figureSchema),
    })
    .transform(({ leader, ...change }) => ({ kind: 'changed' as const, change, leader })),
  z.object({ kind: z.literal('released') }),
])
const heldSchema = z.tuple([count, z.number()])
const loadedSchema = z.union([z.tuple([]), z.tuple([z.string(), count, count, z.array(z.string())])])
const writtenSchema = z.union([
  z.enum(['refused', 'absent', 'present']),
  z.tuple([z.string(), count]).transform(([epoch, seq]) => ({ epoch, seq })),
])

/**
 * What is not of the kind it should be is taken for nothing. Numbers are doubles, exact up to 2^53, and need a format, or
 * they would become 1.7e+15.
 */
const prelude = `
local lease, fence, state, stream, channel = KEYS[1], KEYS[2], KEYS[3], KEYS[4], ARGV[1]
local knownEpoch, knownSeq = ARGV[2], ARGV[3]
local function text(number) return string.format('%.0f', number) end

local function whole(found)
  local number = type(found) == 'string' and tonumber(found)
  return number and number >= 0 and number <= 9e15 and math.floor(number) or 0
end

local function seen() return whole(redis.pcall('GET', fence)) end

local function clock(isLeader)
  local found = redis.pcall('HMGET', state, 'epoch', 'seq', 'isOld')
  local epoch, seq, isOld = found[1], whole(found[2]), found[3]
  if not epoch or epoch == '' or #epoch > 100 or seq == 0 then return end
  if epoch == knownEpoch and seq < whole(knownSeq) then
    redis.call('HSET', state, 'isOld', '1')
    return
  end
  if isLeader and (isOld or (knownEpoch ~= '' and epoch ~= knownEpoch)) then return end
  return epoch, seq
end
`

/** A lease without an end is none: it would never be released. The time keeps the fence growing when Redis was emptied. */
const hold = `
local mine, token, ms = whole(ARGV[4]), ARGV[5], ARGV[6]
local isThere = clock(mine > 0) and 1 or 0
local newest = seen()
local holder = redis.pcall('GET', lease)
if mine > 0 and newest > mine then return { '0', isThere } end
if mine == 0 then
  if type(holder) == 'string' and holder ~= token and redis.call('PTTL', lease) >= 0 then return { '0', isThere } end
  local time = redis.call('TIME')
  mine = math.max(newest + 1, time[1] * 1000000 + time[2])
end
redis.call('SET', lease, token, 'PX', ms)
redis.call('SET', fence, text(mine))
return { text(mine), isThere }
`

const release = `
if redis.pcall('GET', lease) == ARGV[4] then
  redis.call('DEL', lease)
  redis.call('PUBLISH', channel, '{"kind":"released"}')
end
`

/** Who leads no more takes what there is: it learns from it who does. */
const load = `
local mine = whole(ARGV[4])
local epoch, seq = clock(mine > 0 and seen() <= mine)
if not epoch then return {} end
return { epoch, text(seq), text(whole(redis.call('HGET', state, 'leader'))), redis.call('HGETALL', state) }
`

/** The state is written first: a full Redis refuses that, and then nothing was done. */
const write = `
local mine, newEpoch, kept, figures = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
if seen() > whole(mine) then return 'refused' end
local epoch, seq = clock(true)
local kind = 'change'
if newEpoch == '' then
  if not epoch then return 'absent' end
else
  if epoch then return 'present' end
  kind, epoch, seq = 'snapshot', newEpoch, 0
  redis.call('DEL', state)
end
seq = text(seq + 1)

redis.call('HSET', state, 'epoch', epoch, 'seq', seq, 'leader', mine)
for i = 8, #ARGV, 2 do redis.call('HSET', state, ARGV[i], ARGV[i + 1]) end

local function append()
  return redis.pcall('XADD', stream, 'MAXLEN', '~', kept, '*', 'kind', kind, 'epoch', epoch, 'seq', seq, 'figures', figures)
end
if type(append()) == 'table' then
  redis.call('DEL', stream)
  append()
end
redis.call('PUBLISH', channel, '{"kind":"' .. kind .. '","epoch":' .. cjson.encode(epoch) .. ',"seq":' .. seq ..
  ',"leader":' .. mine .. ',"figures":' .. figures .. '}')
return { epoch, seq }
`
