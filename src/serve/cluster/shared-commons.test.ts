/** Both sides of what workers have in common: the primary's handlers and the commons a worker makes of them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { before } from '../../core/lifecycle.ts'
import type { Invalidation } from '../../cache/invalidation.ts'
import { channelPair } from '../../testing/channel-pair.ts'
import { createHeard } from '../../testing/heard.ts'
import { shop } from '../../testing/shop.ts'
import { inTemporaryFolder } from '../../testing/temporary-folder.ts'
import { type Commons, createCommons } from '../commons.ts'
import type { CriticalSet } from '../products/critical-products.ts'
import { type Channel, createChannel } from './channel.ts'
import { createRemoteCommons } from './remote-commons.ts'
import { commonsHandlers, createRecord, type InvalidationRecord } from './shared-commons.ts'

const shared = suite('serve/cluster/shared-commons')

const hourMs = 3_600_000

interface Primary {
  commons: Commons
  record: InvalidationRecord
  /** What workers gave to the others. */
  sets: CriticalSet[]
  startWorker(): { commons: Commons; channel: Channel; die(): void }
}

/** A primary's commons and as many workers as a test starts, without processes. */
function withPrimary(work: (primary: Primary, out: string) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (out) => {
    const commons = await createCommons(
      { redisUrl: '', popularity: { out, halfLifeMs: hourMs, everyMs: hourMs }, market: { mode: 'off' } },
      () => {},
    )
    const channels = new Set<Channel>()
    const sets: CriticalSet[] = []
    const record = createRecord((invalidation) => {
      for (const channel of channels) void channel.tell('invalidated', invalidation)
    })
    await commons.log.follow(record.add)
    const primary: Primary = {
      commons,
      record,
      sets,
      startWorker() {
        const { ends, cut } = channelPair()
        const held = commonsHandlers(commons, record, {
          metrics: async () => [],
          shareProducts: (set) => sets.push(set),
          followMarket() {},
          tell: (name, data) => void channel.tell(name, data),
        })
        const channel = createChannel(ends[0], held.handlers)
        channels.add(channel)
        const remote = createRemoteCommons(() => own)
        const own = createChannel(ends[1], remote.handlers)
        return {
          commons: remote.commons,
          channel,
          die() {
            channels.delete(channel)
            cut()
            held.releaseAll()
          },
        }
      },
    }
    try {
      await work(primary, out)
    } finally {
      await commons.close()
    }
  })
}

/** The test ends with an error rather than with the lease. */
function soon<Result>(work: Promise<Result>): Promise<Result> {
  return before(10_000, work, () => new Error('waited in vain'))
}

const versions = (invalidations: readonly Invalidation[]) => invalidations.map(({ version }) => version)

shared('a lease is held by one worker, and free when it has released it', () =>
  withPrimary(async ({ startWorker }) => {
    const [one, other] = [startWorker(), startWorker()]

    const lease = await one.commons.leases.acquire('/a', hourMs)
    const waiting = other.commons.leases.acquire('/a', hourMs)
    const elsewhere = await other.commons.leases.acquire('/b', hourMs)
    await lease!.release()

    assert.is(await soon(waiting), undefined)
    assert.ok(elsewhere)
    assert.ok(await soon(other.commons.leases.acquire('/a', hourMs)))
  }),
)

shared('the leases of a worker that died are free', () =>
  withPrimary(async ({ startWorker }) => {
    const [one, other] = [startWorker(), startWorker()]
    await one.commons.leases.acquire('/a', hourMs)
    const waiting = other.commons.leases.acquire('/a', hourMs)
    await other.commons.metrics(async () => []) // asked after it, so it waits by now

    one.die()

    assert.is(await soon(waiting), undefined)
    assert.ok(await soon(other.commons.leases.acquire('/a', hourMs)))
  }),
)

shared('a lease that a dead worker had asked for is not left behind', () =>
  withPrimary(async ({ commons, startWorker }) => {
    const [one, other] = [startWorker(), startWorker()]
    const { acquire } = commons.leases
    // The primary grants it when the worker is gone already.
    commons.leases.acquire = async (key, ttlMs) => {
      one.die()
      return acquire(key, ttlMs)
    }
    await one.commons.leases.acquire('/a', hourMs).catch(() => {})
    commons.leases.acquire = acquire

    assert.ok(await soon(other.commons.leases.acquire('/a', hourMs)))
  }),
)

shared('asking for a lease fails when the primary is gone, so that work goes on without', () =>
  withPrimary(async ({ startWorker }) => {
    const one = startWorker()
    one.die()

    const message = await one.commons.leases.acquire('/a', hourMs).catch((error: Error) => error.message)

    assert.is(message, 'the other process is gone')
  }),
)

shared('a worker hears of all that was invalidated before it came, then of the rest, in order and once', () =>
  withPrimary(async ({ commons, startWorker }) => {
    await commons.log.append({ paths: ['/a'] }, 'soft')
    await commons.log.append({ tags: ['b'] }, 'hard')
    const heard = createHeard<Invalidation>()
    const { commons: mine } = startWorker()

    await mine.log.follow(heard.add)
    const { length: atOnce } = heard.items
    await mine.log.append({ all: true }, 'soft')
    const { length: afterOwn } = heard.items
    await commons.log.append({ prefixes: ['/c'] }, 'soft')
    await heard.until((items) => items.length === 4)

    assert.equal([atOnce, afterOwn], [2, 3])
    assert.equal(
      versions(heard.items),
      versions(heard.items).sort((a, b) => a - b),
    )
    assert.equal(
      heard.items.map(({ mode, selector }) => ({ mode, selector })),
      [
        { mode: 'soft', selector: { paths: ['/a'] } },
        { mode: 'hard', selector: { tags: ['b'] } },
        { mode: 'soft', selector: { all: true } },
        { mode: 'soft', selector: { prefixes: ['/c'] } },
      ],
    )
  }),
)

shared('what one worker appends reaches the others', () =>
  withPrimary(async ({ startWorker }) => {
    const [one, other] = [startWorker(), startWorker()]
    const heard = createHeard<Invalidation>()
    await other.commons.log.follow(heard.add)

    const { invalidation, reach } = await one.commons.log.append({ tags: ['a'] }, 'hard')
    await heard.until((items) => items.length === 1)

    assert.equal(heard.items, [invalidation])
    assert.is(reach, 'this-machine')
  }),
)

shared('refusals of the log keep their words', () =>
  withPrimary(async ({ startWorker }) => {
    const { commons } = startWorker()

    const message = await commons.log.append({}, 'soft').catch((error: Error) => error.message)

    assert.match(message as string, 'selects nothing')
  }),
)

shared('hits of all workers are counted together', () =>
  withPrimary(async ({ commons, startWorker }) => {
    const counted = createHeard<[string, number]>()
    commons.addHits = (hits) => [...hits].forEach(counted.add)
    startWorker().commons.addHits(new Map([['/a', 2]]))
    startWorker().commons.addHits(
      new Map([
        ['/a', 1],
        ['/b', 1],
      ]),
    )

    await counted.until((items) => items.length === 3)

    assert.equal(counted.items, [
      ['/a', 2],
      ['/a', 1],
      ['/b', 1],
    ])
  }),
)

shared('products that were fetched in one worker are handed to the primary, and from it to a worker', () =>
  withPrimary(async ({ startWorker, sets }) => {
    const set: CriticalSet = { catalogue: shop, askedAt: 1 }
    const heard = createHeard<CriticalSet>()
    const { commons, channel } = startWorker()
    commons.onProducts(heard.add)

    commons.shareProducts(set)
    await channel.tell('products', set)
    await heard.until((items) => items.length === 1)

    assert.equal(heard.items, [set])
    assert.equal(sets, [set])
  }),
)

shared('a worker leads when it is told so, and no longer', () =>
  withPrimary(async ({ startWorker }) => {
    const { commons, channel } = startWorker()
    const tell = async (is: boolean) => {
      await channel.tell('lead', is)
      await new Promise(setImmediate)
      return commons.isLeader()
    }

    assert.equal([commons.isLeader(), await tell(true), await tell(false)], [false, true, false])
  }),
)

shared('the record of invalidations has a bound, beyond which it selects more, not less', () => {
  const added: Invalidation[] = []
  const record = createRecord((invalidation) => added.push(invalidation))
  const add = (version: number, mode: Invalidation['mode']) => record.add({ version, mode, selector: { tags: ['a'] } })

  add(1, 'hard')
  for (let version = 2; version <= 10_001; version++) add(version, 'soft')
  const once = [...record.all()]
  for (let version = 10_002; version <= 15_000; version++) add(version, 'soft')
  const twice = record.all()

  assert.is(added.length, 15_000)
  assert.equal([once.length, twice.length], [5_002, 5_002])
  assert.equal(once[0], { version: 5_000, mode: 'hard', selector: { all: true } })
  assert.is(once[1]!.version, 5_001)
  assert.is(twice[0]!.mode, 'hard')
  assert.equal(
    versions(twice),
    versions(twice).sort((a, b) => a - b),
  )
})

shared.run()
