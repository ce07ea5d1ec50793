import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createRedis, type RedisLink } from '../core/redis.ts'
import { createCuttable, type Cuttable } from '../testing/cuttable.ts'
import { createHeard, type Heard } from '../testing/heard.ts'
import { lessPatiently, patiently, type TestRedis, withRedis } from '../testing/redis.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import type { Invalidation, InvalidationLog } from './invalidation.ts'
import { createRedisLog, type RedisLogEvent } from './redis-log.ts'

const log = suite('cache/redis-log')

const stream = 'enddel:invalidations'
const all = { all: true } as const

log('tells all machines of each invalidation', async () => {
  await withMachines(async ({ here, there }) => {
    const { invalidation, reach } = await here.log.append({ tags: ['coin:btc'], prefixes: ['/giá/'] }, 'hard')
    const hereAtOnce = [...here.heard.items]
    await there.heard.until((items) => items.length === 1)

    assert.is(reach, 'all')
    assert.is(invalidation.mode, 'hard')
    assert.equal(invalidation.selector, { tags: ['coin:btc'], prefixes: ['/giá/'] })
    assert.ok(Math.abs(invalidation.version / 1_000 - Date.now()) < 60_000)
    assert.equal(hereAtOnce, [invalidation])
    assert.equal(there.heard.items, [invalidation])
  })
})

log('tells all followers the same in the order of the versions, whoever appends', async () => {
  await withMachines(async ({ here, there }) => {
    const appended = Array.from({ length: 60 }, (_, index) =>
      (index % 2 ? here : there).log.append({ paths: [`/${index}`] }, 'soft'),
    )
    const versions = (await Promise.all(appended)).map(({ invalidation }) => invalidation.version)
    await there.heard.until((items) => items.length === 60)
    await here.heard.until((items) => items.length === 60)

    const sorted = versions.toSorted((a, b) => a - b)
    assert.is(new Set(versions).size, 60)
    assert.equal(here.heard.items, there.heard.items)
    assert.equal(versionsIn(here.heard), sorted)
  })
})

log('first tells a new follower what is on record', async () => {
  await withMachines(async ({ here, machine }) => {
    for (let i = 0; i < 250; i++) void here.log.append({ paths: [`/${i}`] }, 'soft')
    await here.log.append({ tags: ['last'] }, 'soft')
    const second = createHeard<Invalidation>()

    await here.log.follow(second.add)
    const later = await machine()

    assert.is(here.heard.items.length, 251)
    assert.equal(second.items, here.heard.items)
    assert.equal(later.heard.items, here.heard.items)
  })
})

log('appends without a follower', async () => {
  await withMachines(async ({ there, unfollowed }) => {
    const { reach } = await unfollowed.append({ tags: ['a'] }, 'soft')
    await there.heard.until((items) => items.length === 1)

    assert.is(reach, 'all')
  })
})

log('follows before Redis is there, and catches up when it is', async () => {
  await withMachines(async ({ kill, start, machine, there }) => {
    await kill()
    const early = await machine()
    const heardBefore = [...early.heard.items]
    await start()
    await there.toldUp(2)
    const { invalidation } = await there.log.append({ tags: ['reached'] }, 'soft')

    await early.heard.until((items) => items.length === 1)

    assert.equal(heardBefore, [])
    assert.equal(early.heard.items, [invalidation])
    assert.equal(early.events.items.map(typeOf), ['log-cut-off'])
  })
})

log('tells the own followers at once while cut off, and the others when it is back', async () => {
  await withMachines(async ({ here, there }) => {
    await here.log.append({ tags: ['before'] }, 'soft')
    await here.cutOff()

    const { invalidation, reach } = await here.log.append({ tags: ['alone'] }, 'hard')
    const hereAtOnce = here.heard.items.at(-1)
    here.way.mend()
    await there.heard.until((items) => items.length === 2)

    assert.is(reach, 'this-machine')
    assert.equal(hereAtOnce, invalidation)
    assert.equal(there.heard.items[1]!.selector, { tags: ['alone'] })
    assert.is(there.heard.items[1]!.mode, 'hard')
    assert.ok(there.heard.items[1]!.version > invalidation.version)
    assert.equal(here.events.items.map(typeOf), ['log-cut-off'])
  })
})

log('tells of being cut off once each time', async () => {
  await withMachines(async ({ here }) => {
    await here.cutOff()
    await here.log.append({ tags: ['a'] }, 'soft')
    await here.log.append({ tags: ['b'] }, 'soft')
    here.way.mend()
    await here.heard.until((items) => items.length === 4)
    await here.cutOff()
    await here.log.append({ tags: ['c'] }, 'soft')

    assert.equal(here.events.items.map(typeOf), ['log-cut-off', 'log-cut-off'])
  })
})

log('catches up with what it missed while it was cut off', async () => {
  await withMachines(async ({ here, there }) => {
    await here.log.append({ tags: ['before'] }, 'soft')
    await here.cutOff()
    await there.log.append({ tags: ['missed'] }, 'soft')
    await there.log.append({ tags: ['missed too'] }, 'hard')

    here.way.mend()
    await here.heard.until((items) => items.length === 3)

    assert.equal(here.heard.items, there.heard.items)
  })
})

log('tells what it missed as newer than what was told here meanwhile', async () => {
  await withMachines(async ({ machine, there, clock }) => {
    clock.now = Date.now() + 3_600_000 // a clock that is ahead
    const here = await machine()
    await here.cutOff()
    const missed = await there.log.append({ tags: ['missed'] }, 'hard')
    const alone = await here.log.append({ tags: ['alone'] }, 'soft')

    here.way.mend()
    await here.heard.until((items) => items.length === 3)
    const after = await there.log.append({ tags: ['after'] }, 'soft')
    await here.heard.until((items) => items.length === 4)

    assert.ok(missed.invalidation.version < alone.invalidation.version)
    assert.equal(
      here.heard.items.map(({ selector }) => selector.tags),
      [['alone'], ['missed'], ['alone'], ['after']],
    )
    assert.ok(here.heard.items[1]!.version > alone.invalidation.version)
    assert.is(here.heard.items[1]!.mode, 'hard')
    assert.ok(after.invalidation.version > here.heard.items[2]!.version)
    assertOrdered(here.heard)
    assertOrdered(there.heard)
  })
})

log('counts on when the clock goes back', async () => {
  await withMachines(async ({ here, clock }) => {
    const { invalidation } = await here.log.append({ tags: ['a'] }, 'soft')
    clock.now = 0
    await here.cutOff()

    const alone = await here.log.append({ tags: ['b'] }, 'soft')

    assert.is(alone.invalidation.version, invalidation.version + 1)
  })
})

log('keeps a bounded number while cut off, then one that selects all', async () => {
  await withMachines(async ({ here, there }) => {
    await here.cutOff()
    for (let i = 0; i < 1_000; i++) await here.log.append({ paths: [`/${i}`] }, i === 5 ? 'hard' : 'soft')
    await here.log.append({ paths: ['/one too many'] }, 'soft')
    await here.log.append({ paths: ['/next'] }, 'soft')

    here.way.mend()
    await there.heard.until((items) => items.length === 2)

    assert.equal(
      there.heard.items.map(({ mode, selector }) => ({ mode, selector })),
      [
        { mode: 'hard', selector: all },
        { mode: 'soft', selector: { paths: ['/next'] } },
      ],
    )
  })
})

log('makes all stale when Redis has lost its records, once for all machines', async () => {
  await withMachines(async ({ here, there, kill, start }) => {
    await here.log.append({ tags: ['lost'] }, 'soft')
    await there.heard.until((items) => items.length === 1)
    await kill()
    await start()
    await Promise.all([here, there].map(({ heard }) => heard.until((items) => items.length === 2)))
    const { invalidation: after } = await there.log.append({ tags: ['after'] }, 'soft')
    await here.heard.until((items) => items.length === 3)

    const [lost, instead] = here.heard.items
    assert.equal([instead!.mode, instead!.selector], ['soft', all])
    assert.ok(instead!.version > lost!.version)
    assert.ok(after.version > instead!.version)
    assert.equal(here.heard.items, there.heard.items)
  })
})

log('makes all stale that is older than what Redis has let go of', async () => {
  await withMachines(async ({ here, there, client, machine }) => {
    await here.log.append({ tags: ['before'] }, 'soft')
    await here.cutOff()
    await there.log.append({ tags: ['missed'] }, 'hard')
    await flood(client, 10_200)

    here.way.mend()
    await here.heard.until((items) => items.at(-1)?.selector.paths?.[0] === '/10199')
    const young = await machine()

    const first = Number((await client.xrange(stream, '-', '+', 'COUNT', 1))[0]![0].split('-')[0])
    const instead = { version: first - 1, mode: 'soft', selector: all }
    assert.equal(here.heard.items[1], instead)
    assert.equal(young.heard.items[0], instead)
    assert.equal(young.heard.items, here.heard.items.slice(1))
    assertOrdered(here.heard)
  })
})

log('takes a record it cannot read for one that selects all, and goes on', async () => {
  await withMachines(async ({ here, there, client }) => {
    await there.log.append({ tags: ['before'] }, 'soft')
    const at = await addRaw(client, ['foreign', 'field'])
    await addRaw(client, ['invalidation', 'no JSON'])
    await addRaw(client, ['invalidation', '{"mode":"hard","selector":{"tags":"not a list"}}'])
    await addRaw(client, ['invalidation', 'null'])
    await here.log.append({ tags: ['after'] }, 'soft')

    assert.equal(
      here.heard.items.map(({ selector }) => selector),
      [{ tags: ['before'] }, all, all, all, all, { tags: ['after'] }],
    )
    assert.is(here.heard.items[1]!.version, at)
    assert.equal(here.events.items[0], { type: 'log-record-unreadable', id: `${at}-0` })
    assert.is(here.events.items.length, 4)
  })
})

log('starts again where there is something else than a stream', async () => {
  await withMachines(async ({ here, client }) => {
    const { invalidation } = await here.log.append({ tags: ['before'] }, 'soft')
    await client.set(stream, 'garbage')

    const next = await here.log.append({ tags: ['after'] }, 'soft')

    assert.is(next.reach, 'all')
    assert.ok(next.invalidation.version > invalidation.version)
    assert.equal(
      here.heard.items.map(({ selector }) => selector),
      [{ tags: ['before'] }, all, { tags: ['after'] }],
    )
  })
})

log('starts again where the numbers have come to their end', async () => {
  await withMachines(async ({ here, client }) => {
    await here.log.append({ tags: ['before'] }, 'soft')
    await client.xadd(stream, '18446744073709551615-0', 'field', 'value')

    const next = await here.log.append({ tags: ['after'] }, 'soft')

    assert.is(next.reach, 'all')
    assert.ok(next.invalidation.version < 9e15)
    assertOrdered(here.heard)
  })
})

log('tells the own followers while Redis is full, and the others when there is room', async () => {
  await withMachines(async ({ here, there, client }) => {
    await client.config('SET', 'maxmemory', '1')
    const { reach } = await here.log.append({ tags: ['full'] }, 'soft')
    const hereAtOnce = here.heard.items.length
    await client.config('SET', 'maxmemory', '0')

    await there.heard.until((items) => items.length === 1)

    assert.is(reach, 'this-machine')
    assert.is(hereAtOnce, 1)
    assert.equal(there.heard.items[0]!.selector, { tags: ['full'] })
  })
})

log('tells the own followers while Redis is stopped, and the others when it goes on', async () => {
  await withMachines(async ({ here, there, stop, cont }) => {
    stop()
    const { reach } = await here.log.append({ tags: ['stopped'] }, 'soft')
    const hereAtOnce = here.heard.items.length
    cont()

    await there.heard.until((items) => items.length >= 1)

    assert.is(reach, 'this-machine')
    assert.is(hereAtOnce, 1)
    assert.equal(there.heard.items[0]!.selector, { tags: ['stopped'] })
  }, lessPatiently)
})

log('refuses a selector that is none', async () => {
  await withMachines(async ({ here }) => {
    const refused = await refusalOfAsync(here.log.append({}, 'soft'))

    assert.is(refused.code, 'E_SHAPE')
    assert.equal(here.heard.items, [])
  })
})

log('tells nothing more when it is closed, twice as well as once', async () => {
  await withMachines(async ({ here, there, client }) => {
    const last = here.log.append({ tags: ['last'] }, 'soft')
    await Promise.all([here.log.close(), here.log.close()])
    const listeners = String(await client.client('LIST', 'TYPE', 'PUBSUB'))
      .trim()
      .split('\n')
    await there.log.append({ tags: ['after'] }, 'soft')
    const [refused] = await Promise.allSettled([here.log.append({ tags: ['after'] }, 'soft')])

    assert.is((await last).reach, 'all')
    assert.is(listeners.length, 1)
    assert.is(refused.status, 'rejected')
    assert.equal(
      here.heard.items.map(({ selector }) => selector),
      [{ tags: ['last'] }],
    )
  })
})

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
async function withMachines(work: (machines: Machines) => Promise<void>, options = patiently): Promise<void> {
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
async function flood(client: TestRedis['client'], count: number): Promise<void> {
  const last = Number((await client.xrevrange(stream, '+', '-', 'COUNT', 1))[0]![0].split('-')[0])
  const pipeline = client.pipeline()
  for (let i = 0; i < count; i++) {
    const record = JSON.stringify({ mode: 'soft', selector: { paths: [`/${i}`] } })
    pipeline.xadd(stream, 'MAXLEN', '~', 10_000, `${last + i + 1}-0`, 'invalidation', record)
  }
  await pipeline.exec()
}

/** A record after the last; resolves with its version. */
async function addRaw(client: TestRedis['client'], fields: string[]): Promise<number> {
  const last = Number((await client.xrevrange(stream, '+', '-', 'COUNT', 1))[0]![0].split('-')[0])
  await client.xadd(stream, `${last + 1}-0`, ...fields)
  return last + 1
}

function versionsIn({ items }: Heard<Invalidation>): number[] {
  return items.map(({ version }) => version)
}

function assertOrdered(heard: Heard<Invalidation>): void {
  const versions = versionsIn(heard)
  assert.equal(
    versions,
    versions.toSorted((a, b) => a - b),
  )
}

function isDown(type: string): boolean {
  return type === 'redis-down'
}

function typeOf({ type }: RedisLogEvent): string {
  return type
}

log.run()
