import * as assert from 'uvu/assert'
import type { Invalidation, InvalidationLog } from '../cache/invalidation.ts'
import { createRedisLog, type RedisLogEvent } from '../cache/redis-log.ts'
import { createRedis, type RedisLink } from '../core/redis.ts'
import { createCuttable, type Cuttable } from './cuttable.ts'
import { createHeard, type Heard } from './heard.ts'
import { patiently, type TestRedis, withRedis } from './redis.ts'

export const stream = 'enddel:invalidations'
/** The selector that selects all. */
export const all = { all: true } as const

interface Machine {
  log: InvalidationLog
  heard: Heard<Invalidation>
  events: Heard<RedisLogEvent>
  way: Cuttable
  /** Cuts the way to Redis and resolves when that has been noticed. */
  cutOff(): Promise<void>
  /** Resolves when it was told so many times that Redis is there. */
  toldUp(times: number): Promise<void>
}

interface Machines extends TestRedis {
  here: Machine
  there: Machine
  machine(): Promise<Machine>
  unfollowed: InvalidationLog
  /** Of all machines, while they are cut off. */
  clock: { now: number | undefined }
}

/** A Redis and machines that follow its log, each on a way of its own. */
export async function withMachines(work: (machines: Machines) => Promise<void>, options = patiently): Promise<void> {
  await withRedis(async (redis) => {
    const running: { close(): Promise<void> }[] = []
    const clock: Machines['clock'] = { now: undefined }

    async function machine(): Promise<Machine> {
      const way = await createCuttable(redis.port)
      const told = createHeard<string>()
      const link = createRedis(`redis://127.0.0.1:${way.port}`, ({ type }) => told.add(type), options)
      const events = createHeard<RedisLogEvent>()
      const heard = createHeard<Invalidation>()
      const made = createRedisLog(link, { onEvent: events.add, now: () => clock.now ?? Date.now() })
      running.push(way, link, made)
      await made.follow(heard.add)
      return {
        log: made,
        heard,
        events,
        way,
        async cutOff() {
          const downs = told.items.filter(isDown).length
          way.cut()
          await told.until((items) => items.filter(isDown).length > downs)
        },
        toldUp: (times) => told.until((items) => items.filter((type) => type === 'redis-up').length >= times),
      }
    }

    const link: RedisLink = createRedis(redis.url, () => {}, options)
    const unfollowed = createRedisLog(link, { onEvent() {} })
    running.push(link, unfollowed)
    try {
      const [here, there] = [await machine(), await machine()]
      await work({ ...redis, here, there, machine, unfollowed, clock })
    } finally {
      for (const one of running.reverse()) await one.close()
    }
  })
}

/** Records as another machine would have appended them, one microsecond apart. */
export async function flood(client: TestRedis['client'], count: number): Promise<void> {
  const last = Number((await client.xrevrange(stream, '+', '-', 'COUNT', 1))[0]![0].split('-')[0])
  const pipeline = client.pipeline()
  for (let i = 0; i < count; i++) {
    const record = JSON.stringify({ mode: 'soft', selector: { paths: [`/${i}`] } })
    pipeline.xadd(stream, 'MAXLEN', '~', 10_000, `${last + i + 1}-0`, 'invalidation', record)
  }
  await pipeline.exec()
}

/** A record after the last; resolves with its version. */
export async function addRaw(client: TestRedis['client'], fields: string[]): Promise<number> {
  const last = Number((await client.xrevrange(stream, '+', '-', 'COUNT', 1))[0]![0].split('-')[0])
  await client.xadd(stream, `${last + 1}-0`, ...fields)
  return last + 1
}

export function versionsIn({ items }: Heard<Invalidation>): number[] {
  return items.map(({ version }) => version)
}

export function assertOrdered(heard: Heard<Invalidation>): void {
  const versions = versionsIn(heard)
  assert.equal(
    versions,
    versions.toSorted((a, b) => a - b),
  )
}

export function typeOf({ type }: RedisLogEvent): string {
  return type
}

function isDown(type: string): boolean {
  return type === 'redis-down'
}
