import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createRedis } from '../../core/redis.ts'
import { createCuttable, type Cuttable } from '../../testing/cuttable.ts'
import { createHeard, type Heard } from '../../testing/heard.ts'
import { lessPatiently, patiently, type TestRedis, withRedis } from '../../testing/redis.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { createSignal } from '../../testing/signal.ts'
import type { Figure, FigureId, MarketChange } from '../figure.ts'
import type { LineEvent } from './line-event.ts'
import type { MarketLine, Publish } from '../line.ts'
import { createRedisLine } from './redis-line.ts'

const redisLine = suite('market/line/redis-line')

const [lease, fence, state] = ['lease', 'fence', 'state'].map((name) => `enddel:{market_data_stream}:${name}`) as [
  string,
  string,
  string,
]
const stream = 'market_data_stream'
const channel = 'enddel:market'

/** Neither renewed nor asked for again while a test runs. */
const still = { leaseMs: 600_000, renewMs: 600_000 }

redisLine('is led by one, and shows all what it publishes', async () => {
  await withMachines(async ({ machine }) => {
    const here = await machine({ lead: true })
    const publish = await here.leads()
    const there = await machine({ lead: true })
    const watching = await machine()

    await publish({ fng: figure(20), 'BTC.price': figure(91_204.123456789012) })
    await publish({ fng: figure(21) })
    await Promise.all([there, watching].map(({ reaches }) => reaches({ fng: 21 })))

    const shown = here.line.board.snapshot()
    assert.equal(shown.figures, { fng: figure(21), 'BTC.price': figure(91_204.123456789012) })
    assert.equal(there.line.board.snapshot(), shown)
    assert.equal(watching.line.board.snapshot(), shown)
    assert.equal([here, there, watching].map(wasLeader), [[true], [], []])
    assert.is(there.terms.items.length, 0)
  })
})

redisLine('tells all there is to one who comes later', async () => {
  await withMachines(async ({ machine }) => {
    const here = await machine({ lead: true })
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    await publish({ 'BTC.price': figure(1) })

    const late = await machine()
    await late.reaches({ fng: 20, 'BTC.price': 1 })

    assert.equal(late.line.board.snapshot(), here.line.board.snapshot())
  })
})

redisLine('has another leader at once when the one is closed, and its clock goes on', async () => {
  await withMachines(async ({ machine }) => {
    const here = await machine({ lead: true, ...still })
    const publishHere = await here.leads()
    await publishHere({ fng: figure(20) })
    const there = await machine({ lead: true, ...still })
    await there.reaches({ fng: 20 })
    const before = here.line.board.clock()

    await here.line.close()
    const publish = await there.leads()
    const shownAtFirst = there.line.board.snapshot()
    await publish({ fng: figure(21) })

    assert.equal(shownAtFirst, here.line.board.snapshot())
    assert.equal(there.line.board.clock(), { epoch: before.epoch, seq: before.seq + 1 })
    assert.equal(wasLeader(here), [true, false])
    assert.is(here.ended.items.length, 1)
  })
})

redisLine('has another leader when nothing is heard of the one, who then ends its poll', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true })
    const publishHere = await here.leads()
    await publishHere({ fng: figure(20) })
    const there = await machine({ lead: true })
    await there.reaches({ fng: 20 })

    here.way.cut()
    await here.told.until((items) => items.at(-1) === 'redis-down')
    await client.pexpire(lease, 1)
    const publish = await there.leads()
    await publish({ fng: figure(21) })
    const endedBefore = here.ended.items.length
    here.way.mend()
    await here.reaches({ fng: 21 })

    assert.is(endedBefore, 0)
    assert.is(here.ended.items.length, 1)
    assert.equal(wasLeader(here), [true, false])
    assert.equal(here.line.board.snapshot(), there.line.board.snapshot())
  })
})

redisLine('is led by a new one that has first looked what there is', async () => {
  await withMachines(async ({ machine }) => {
    const here = await machine({ lead: true })
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    const known = here.line.board.snapshot()
    await here.line.close()

    const there = await machine({ lead: true })
    const shown = there.terms.until((terms) => terms.length > 0).then(() => there.line.board.snapshot())

    assert.equal(await shown, known)
  })
})

redisLine('refuses what one publishes who does not know that another leads', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true, ...still })
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    await client.del(lease)
    const there = await machine({ lead: true })
    await there.leads()

    const refused = await refusalOfAsync(publish({ fng: figure(1) }))
    await here.events.until(hasResigned)
    const refusedAgain = await refusalOfAsync(publish({ fng: figure(1) }))

    assert.is(refused.code, 'E_NOT_LEADING')
    assert.is(refusedAgain.code, 'E_NOT_LEADING')
    assert.is(here.ended.items.length, 1)
    assert.is(here.line.board.get('fng')!.value, 20)
    assert.is(there.line.board.get('fng')!.value, 20)
    assert.is(await client.xlen(stream), await seqOf(client))
  })
})

redisLine('refuses it also when Redis was emptied in between', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true, ...still })
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    await client.flushall()
    const there = await machine({ lead: true })
    await there.leads()

    const refused = await refusalOfAsync(publish({ fng: figure(1) }))

    assert.is(refused.code, 'E_NOT_LEADING')
  })
})

redisLine('does not take in what another leader says before its own poll has ended', async () => {
  await withMachines(async ({ machine, client }) => {
    const mayEnd = createSignal()
    const here = await machine({ lead: true, ...still, end: () => mayEnd.given })
    const publishHere = await here.leads()
    await publishHere({ fng: figure(20) })
    await client.del(lease)
    const there = await machine({ lead: true })
    const publish = await there.leads()

    await publish({ fng: figure(21) })
    await here.ended.until((items) => items.length === 1)
    for (let i = 0; i < 20; i++) await publish({ fng: figure(22) }) // meanwhile it hears of some
    const shownMeanwhile = here.line.board.get('fng')!.value
    mayEnd.give()
    await here.reaches({ fng: 22 })

    assert.is(shownMeanwhile, 20)
    assert.equal(wasLeader(here), [true, false])
  })
})

redisLine('does not take it in either when it learned of the other by being refused', async () => {
  await withMachines(async ({ machine, client }) => {
    const mayEnd = createSignal()
    const here = await machine({ lead: true, ...still, end: () => mayEnd.given })
    const publishHere = await here.leads()
    await publishHere({ fng: figure(20) })
    await client.del(lease)
    const there = await machine({ lead: true })
    const publish = await there.leads()

    await refusalOfAsync(publishHere({ fng: figure(1) }))
    for (let i = 0; i < 20; i++) await publish({ fng: figure(22) })
    const shownMeanwhile = here.line.board.get('fng')!.value
    mayEnd.give()
    await here.reaches({ fng: 22 })

    assert.is(shownMeanwhile, 20)
  })
})

redisLine('begins another term only when the poll of the last has ended', async () => {
  await withMachines(async ({ machine, client }) => {
    const mayEnd = createSignal()
    const here = await machine({ lead: true, ...still, end: () => mayEnd.given })
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    await client.incr(fence)

    await refusalOfAsync(publish({ fng: figure(21) }))
    for (let i = 0; i < 200; i++) await client.publish(channel, '{"kind":"released"}') // at which it asks for the lease
    const termsMeanwhile = here.terms.items.length
    mayEnd.give()
    await here.terms.until((items) => items.length === 2)

    assert.is(termsMeanwhile, 1)
    assert.equal(wasLeader(here), [true, false, true])
  })
})

redisLine('brings back all it knows when Redis was emptied, with the next that is published', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true, ...still })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20), 'BTC.price': figure(1) })
    await there.reaches({ fng: 20 })
    const { epoch } = here.line.board.clock()

    await client.flushall()
    await publish({ fng: figure(21) })
    await there.reaches({ fng: 21 })

    assert.is.not(here.line.board.clock().epoch, epoch)
    assert.equal(here.line.board.snapshot().figures, { fng: figure(21), 'BTC.price': figure(1) })
    assert.equal(there.line.board.snapshot(), here.line.board.snapshot())
  })
})

redisLine('brings back all it knows when Redis was emptied and nothing is published', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20), 'BTC.price': figure(1) })
    await there.reaches({ fng: 20 })
    const { epoch } = there.line.board.clock()

    await client.flushall()
    await there.changes.until(() => there.line.board.clock().epoch !== epoch)
    const late = await machine()
    await late.reaches({ fng: 20, 'BTC.price': 1 })

    assert.equal(there.line.board.snapshot().figures, { fng: figure(20), 'BTC.price': figure(1) })
    assert.equal(wasLeader(here), [true])
    assert.is(here.terms.items.length, 1)
  })
})

redisLine('loses nothing when Redis is emptied again and again', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true })
    const there = await machine()
    const publish = await here.leads()

    for (let i = 0; i < 50; i++) {
      if (i % 10 === 5) void client.flushall()
      await publish({ [`A${i}.price`]: figure(i) })
    }
    await there.reaches({ 'A0.price': 0, 'A49.price': 49 })

    assert.is([...there.line.board.since(0)].length, 50)
    assert.equal(there.line.board.snapshot().figures, here.line.board.snapshot().figures)
  })
})

redisLine('loses nothing when Redis is killed and started again', async () => {
  await withMachines(async ({ machine, kill, start }) => {
    const here = await machine({ lead: true })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20), 'BTC.price': figure(1) })
    await there.reaches({ fng: 20 })
    const { epoch } = there.line.board.clock()

    await kill()
    const refused = await refusalOfAsync(publish({ fng: figure(1) }))
    const shown = [here, there].map(({ line }) => line.board.get('fng')!.value)
    await start()
    await there.changes.until(() => there.line.board.clock().epoch !== epoch)
    await publish({ fng: figure(21) })
    await there.reaches({ fng: 21, 'BTC.price': 1 })

    assert.is(refused.code, 'E_REDIS')
    assert.equal(shown, [20, 20])
    assert.is(here.ended.items.length, 0)
    assert.equal(here.events.items.map(({ type }) => type).slice(0, 2), ['market-leader', 'market-line-failed'])
  })
})

redisLine('goes on when a stopped Redis does', async () => {
  await withMachines(async ({ machine, stop, cont }) => {
    const here = await machine({ lead: true, leaseMs: 60_000 })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    await there.reaches({ fng: 20 })

    stop()
    const refused = await refusalOfAsync(publish({ 'BTC.price': figure(1) }))
    await here.events.until((events) => events.some(({ type }) => type === 'market-line-failed'))
    cont()
    await here.told.until((items) => items.at(-1) === 'redis-up')
    await publish({ fng: figure(21) })
    await Promise.all([here, there].map(({ reaches }) => reaches({ fng: 21 })))

    assert.is(refused.code, 'E_REDIS')
    assert.equal(wasLeader(here), [true])
    assert.equal(there.line.board.snapshot(), here.line.board.snapshot())
  }, lessPatiently)
})

redisLine('begins when Redis is there at last', async () => {
  await withMachines(async ({ machine, kill, start }) => {
    await kill()
    const here = await machine({ lead: true })
    await here.events.until((events) => events.length === 1)

    await start()
    const publish = await here.leads()
    await publish({ fng: figure(20) })

    assert.is(here.line.board.get('fng')!.value, 20)
    assert.equal(
      here.events.items.map(({ type }) => type),
      ['market-line-failed', 'market-leader'],
    )
  })
})

redisLine('has followers catch up with what they missed while they were cut off', async () => {
  await withMachines(async ({ machine }) => {
    const here = await machine({ lead: true })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20), 'ETH.price': figure(5) })
    await there.reaches({ fng: 20 })

    there.way.cut()
    await there.told.until((items) => items.at(-1) === 'redis-down')
    await publish({ 'BTC.price': figure(1) })
    await publish({ fng: figure(21) })
    there.way.mend()
    await there.reaches({ fng: 21 })

    assert.equal(there.line.board.snapshot(), here.line.board.snapshot())
    assert.is(there.line.board.get('ETH.price')!.seq, here.line.board.get('ETH.price')!.seq)
  })
})

redisLine('has followers look what they missed when a change is not the next', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true, ...still })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    await there.reaches({ fng: 20 })
    const clock = here.line.board.clock()

    const missed = { 'figure:BTC.price': JSON.stringify(figure(1)), 'figure:fng': JSON.stringify(figure(21)) }
    await client.hset(state, { ...missed, seq: clock.seq + 2 })
    const message = { kind: 'change', ...clock, seq: clock.seq + 2, leader: 1, figures: { fng: figure(21) } }
    await client.publish(channel, JSON.stringify(message))
    await there.reaches({ fng: 21 })

    assert.is(there.line.board.get('BTC.price')!.value, 1)
    assert.is(there.line.board.clock().seq, clock.seq + 2)
  })
})

redisLine('looks again when it could not be told what it missed', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true, ...still })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    await there.reaches({ fng: 20 })
    await client.hset(state, { seq: 900, 'figure:fng': JSON.stringify(figure(21)) })

    await client.call('ACL', 'SETUSER', 'default', '-eval')
    await client.publish(channel, 'look')
    await there.events.until((events) => events.length === 1)
    await client.call('ACL', 'SETUSER', 'default', '+eval')
    await there.reaches({ fng: 21 })

    assert.match(failures(there)[0]!, 'NOPERM')
    assert.is(there.line.board.clock().seq, 900)
  })
})

redisLine('begins an epoch when Redis came back with an older state', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true, ...still })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    const older = await client.hgetall(state)
    for (let i = 0; i < 5; i++) await publish({ 'BTC.price': figure(i) })
    await there.reaches({ 'BTC.price': 4 })
    const { epoch } = here.line.board.clock()

    await client.multi().del(state).hset(state, older).exec()
    await publish({ fng: figure(21) })
    await there.reaches({ fng: 21, 'BTC.price': 4 })

    assert.is.not(there.line.board.clock().epoch, epoch)
    assert.equal(there.line.board.snapshot(), here.line.board.snapshot())
  })
})

redisLine('begins an epoch when a follower finds an older state', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true, ...still })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    const older = await client.hgetall(state)
    await publish({ 'BTC.price': figure(1) })
    await there.reaches({ 'BTC.price': 1 })

    await client.multi().del(state).hset(state, older).exec()
    await here.line.close()
    await client.publish(channel, 'look')
    while (!(await client.hexists(state, 'isOld')));
    const third = await machine({ lead: true })
    const publishThird = await third.leads()
    await publishThird({ 'ETH.price': figure(5) })
    await there.reaches({ 'ETH.price': 5 })

    assert.is.not(there.line.board.clock().epoch, older['epoch'])
    assert.equal(there.line.board.snapshot().figures, { fng: figure(20), 'ETH.price': figure(5) })
    assert.is(await client.hexists(state, 'isOld'), 0)
  })
})

redisLine('begins an epoch when Redis came back with the state of another', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20), 'BTC.price': figure(1) })
    await there.reaches({ fng: 20 })

    const other = { epoch: 'other', seq: 900, leader: 1, 'figure:fng': JSON.stringify(figure(3)) }
    await client.multi().del(state).hset(state, other).exec()
    await publish({ 'ETH.price': figure(5) })
    await there.reaches({ fng: 20, 'BTC.price': 1, 'ETH.price': 5 })

    assert.is.not(there.line.board.clock().epoch, 'other')
    assert.equal(there.line.board.snapshot(), here.line.board.snapshot())
  })
})

redisLine('works with garbage in its keys', async () => {
  await withMachines(async ({ machine, client }) => {
    await client.hset(lease, 'field', 'value')
    await client.set(fence, 'garbage')
    await client.set(state, 'garbage')
    await client.set(stream, 'garbage')
    const here = await machine({ lead: true })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20), 'BTC.price': figure(1) })
    await there.reaches({ fng: 20 })

    await client.multi().del(fence).lpush(fence, '1').set(state, 'garbage').set(stream, 'garbage').exec()
    await publish({ fng: figure(21) })
    await there.reaches({ fng: 21, 'BTC.price': 1 })

    assert.is(await client.type(stream), 'stream')
    assert.equal(there.line.board.snapshot(), here.line.board.snapshot())
    assert.equal([...failures(here), ...failures(there)], [])
  })
})

redisLine('takes a lease without an end, and numbers without one, for garbage', async () => {
  await withMachines(async ({ machine, client }) => {
    await client.set(lease, 'for ever')
    await client.set(fence, '1e300')
    await client.hset(state, { epoch: 'x'.repeat(1_000), seq: 5 })
    const here = await machine({ lead: true, ...still })
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    const { epoch } = here.line.board.clock()
    await client.hset(state, { seq: '1e300' })
    await publish({ fng: figure(21) })

    assert.is(epoch, 'epoch1')
    assert.equal(here.line.board.clock(), { epoch: 'epoch2', seq: 2 })
    assert.ok(Number(await client.get(fence)) < 9e15)
    const left = await client.pttl(lease)
    assert.ok(left > 0 && left <= still.leaseMs)
  })
})

redisLine('leaves out figures it cannot read', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true, ...still })
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    await client.hset(state, {
      'figure:BTC.price': 'no JSON',
      'figure:ETH.price': JSON.stringify({ ...figure(1), status: 'fine' }),
      'figure:__proto__': JSON.stringify(figure(1)),
      foreign: 'field',
    })

    const late = await machine()
    await late.reaches({ fng: 20 })

    assert.equal(late.line.board.snapshot().figures, { fng: figure(20) })
  })
})

redisLine('does not mind garbage on its channel', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true, ...still })
    const there = await machine()
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    await there.reaches({ fng: 20 })
    const clock = here.line.board.clock()
    const change = { kind: 'change', epoch: clock.epoch, seq: clock.seq + 1, leader: 1, figures: {} }

    await client.publish(channel, 'no JSON')
    await client.publish(channel, '{"kind":"other"}')
    await client.publish(channel, JSON.stringify({ ...change, figures: { fng: { value: null } } }))
    await client.publish(channel, JSON.stringify({ ...change, seq: 1e300 }))
    await client.publish(channel, JSON.stringify({ ...change, kind: 'snapshot', epoch: 'other' }))
    await publish({ fng: figure(21) })
    await there.reaches({ fng: 21 })

    assert.equal(there.line.board.snapshot(), here.line.board.snapshot())
    assert.is(here.line.board.clock().epoch, clock.epoch)
  })
})

redisLine('shows 1,000 changes in their order', async () => {
  await withMachines(async ({ machine }) => {
    const here = await machine({ lead: true })
    const there = await machine()
    const publish = await here.leads()
    await publish({ count: figure(0) })
    await there.reaches({ count: 0 })
    there.changes.items.length = 0

    for (let i = 1; i <= 1_000; i++) await publish({ count: figure(i) })
    await there.reaches({ count: 1_000 })

    assert.equal(
      there.changes.items.map(({ figures }) => figures['count']!.value),
      Array.from({ length: 1_000 }, (_, index) => index + 1),
    )
  })
})

redisLine('puts together what is published while something is', async () => {
  await withMachines(async ({ machine }) => {
    const here = await machine({ lead: true })
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    here.changes.items.length = 0

    await Promise.all(Array.from({ length: 100 }, (_, i) => publish({ [`A${i % 10}.price`]: figure(i) })))

    assert.ok(here.changes.items.length <= 2)
    assert.equal(
      Array.from({ length: 10 }, (_, i) => here.line.board.get(`A${i}.price`)!.value),
      [90, 91, 92, 93, 94, 95, 96, 97, 98, 99],
    )
  })
})

redisLine('writes its changes to the stream', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true })
    const publish = await here.leads()
    await publish({ fng: figure(20) })

    const [, fields] = (await client.xrevrange(stream, '+', '-', 'COUNT', 1))[0]!

    const { epoch, seq } = here.line.board.clock()
    const figures = JSON.stringify({ fng: figure(20) })
    assert.equal(fields, ['kind', 'change', 'epoch', epoch, 'seq', String(seq), 'figures', figures])
  })
})

redisLine('keeps the stream short', async () => {
  await withMachines(async ({ machine, client }) => {
    const flood = client.pipeline()
    for (let i = 0; i < 3_000; i++) flood.xadd(stream, '*', 'field', 'value')
    await flood.exec()
    const here = await machine({ lead: true })
    const publish = await here.leads()

    await publish({ fng: figure(20) })

    assert.ok((await client.xlen(stream)) <= 1_200)
  })
})

redisLine('rejects what a full Redis does not take, and nobody hears of it', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true, ...still })
    const publish = await here.leads()
    await publish({ fng: figure(20) })
    const before = await client.hgetall(state)

    await client.config('SET', 'maxmemory', '1')
    const refused = await refusalOfAsync(publish({ fng: figure(21) }))
    const between = await client.hgetall(state)
    await client.config('SET', 'maxmemory', '0')
    await publish({ fng: figure(22) })

    assert.match(refused.message, 'OOM')
    assert.equal(between, before)
    assert.is(here.line.board.clock().seq, Number(before['seq']) + 1)
  })
})

redisLine('goes on leading when its poll does not end well, or does not begin', async () => {
  await withMachines(async ({ machine, client }) => {
    let attempts = 0
    const here = await machine({
      lead: true,
      begin() {
        if (attempts++ === 0) throw new Error('not today')
      },
      end: () => Promise.reject(new Error('stuck')),
    })
    await here.leads()

    await here.line.close()

    assert.equal(failures(here), ['not today', 'stuck'])
    assert.is(await client.exists(lease), 0)
  })
})

redisLine('leaves nothing behind when it is closed, twice as well as once', async () => {
  await withMachines(async ({ machine, client }) => {
    const here = await machine({ lead: true })
    const publish = await here.leads()
    await publish({ fng: figure(20) })

    await Promise.all([here.line.close(), here.line.close()])
    const refused = await refusalOfAsync(publish({ fng: figure(21) }))
    const listeners = String(await client.client('LIST', 'TYPE', 'PUBSUB')).trim()

    assert.is(refused.code, 'E_NOT_LEADING')
    assert.is(here.ended.items.length, 1)
    assert.is(await client.exists(lease), 0)
    assert.is(listeners, '')
    assert.throws(() => here.line.lead(() => ({ close: async () => {} })), 'closed')
  })
})

redisLine('can be closed before it leads, while it asks to, and while Redis is gone', async () => {
  await withMachines(async ({ machine, client, stop, cont, kill }) => {
    const young = await machine({ lead: true })
    await young.line.close()
    const asking = await machine()
    await asking.told.until((items) => items.length === 1)
    stop()
    asking.line.lead(() => {
      throw new Error('not any more')
    })
    await new Promise(setImmediate)
    const closed = asking.line.close()
    cont()
    await closed
    const leaseAfter = await client.exists(lease)
    const here = await machine({ lead: true })
    await here.leads()
    await kill()

    await here.line.close()

    assert.is(leaseAfter, 0)
    assert.equal([young, asking, here].map(wasLeader), [[], [], [true, false]])
    assert.equal([young, asking].flatMap(failures), [])
  })
})

interface Machine {
  line: MarketLine
  events: Heard<LineEvent>
  /** Of its board. */
  changes: Heard<MarketChange>
  /** What each term may publish by. */
  terms: Heard<Publish>
  /** Polls that were asked to end. */
  ended: Heard<true>
  /** Of its connection: `redis-up`, `redis-down`. */
  told: Heard<string>
  way: Cuttable
  /** Resolves when it leads. */
  leads(): Promise<Publish>
  /** Resolves when its board shows these values. */
  reaches(values: Record<FigureId, number>): Promise<void>
}

interface MachineOptions {
  lead?: boolean
  leaseMs?: number
  renewMs?: number
  begin?(): void
  end?(): Promise<void>
}

interface Machines extends TestRedis {
  machine(options?: MachineOptions): Promise<Machine>
}

/** A Redis, and machines on a line, each on a way of its own. */
async function withMachines(work: (machines: Machines) => Promise<void>, linkOptions = patiently): Promise<void> {
  await withRedis(async (redis) => {
    const running: { close(): Promise<void> }[] = []
    let epochs = 0

    async function machine(options: MachineOptions = {}): Promise<Machine> {
      const { lead, leaseMs = 5_000, renewMs = 50, begin = () => {}, end = async () => {} } = options
      const way = await createCuttable(redis.port)
      const told = createHeard<string>()
      const link = createRedis(`redis://127.0.0.1:${way.port}`, ({ type }) => told.add(type), linkOptions)
      const events = createHeard<LineEvent>()
      const changes = createHeard<MarketChange>()
      const terms = createHeard<Publish>()
      const ended = createHeard<true>()
      const line = createRedisLine(link, { newEpoch: () => `epoch${++epochs}`, leaseMs, renewMs }, events.add)
      running.push(way, link, line)
      line.board.onChange(changes.add)
      const close = () => {
        ended.add(true)
        return end()
      }
      if (lead) {
        line.lead((publish) => {
          begin()
          terms.add(publish)
          return { close }
        })
      }
      return {
        line,
        events,
        changes,
        terms,
        ended,
        told,
        way,
        async leads() {
          await events.until((items) => items.some((event) => event.type === 'market-leader' && event.is))
          return terms.items.at(-1)!
        },
        reaches: (values) =>
          changes.until(() => Object.entries(values).every(([id, value]) => line.board.get(id)?.value === value)),
      }
    }

    try {
      await work({ ...redis, machine })
    } finally {
      for (const one of running.reverse()) await one.close()
    }
  })
}

function wasLeader({ events }: Machine): boolean[] {
  return events.items.flatMap((event) => (event.type === 'market-leader' ? [event.is] : []))
}

function hasResigned(events: readonly LineEvent[]): boolean {
  return events.some((event) => event.type === 'market-leader' && !event.is)
}

function failures({ events }: Machine): string[] {
  return events.items.flatMap((event) =>
    event.type === 'market-line-failed' ? [String((event.error as Error).message)] : [],
  )
}

async function seqOf(client: TestRedis['client']): Promise<number> {
  return Number(await client.hget(state, 'seq'))
}

function figure(value: number): Figure {
  return { value, at: 1_000, source: 'binance', status: 'live' }
}

redisLine.run()
