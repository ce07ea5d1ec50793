import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  channel,
  failures,
  fence,
  figure,
  lease,
  state,
  still,
  stream,
  wasLeader,
  withFollower,
  withLeader,
  withMachines,
} from '../../testing/line-machines.ts'
import { lessPatiently } from '../../testing/redis.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { createSignal } from '../../testing/signal.ts'

const failing = suite('market/line/redis-line-failures')

failing('has another leader when nothing is heard of the one, who then ends its poll', async () => {
  await withLeader({}, async ({ machine, client, here }) => {
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

failing('refuses what one publishes who does not know that another leads since Redis was emptied', async () => {
  await withLeader(still, async ({ machine, client, publish }) => {
    await client.flushall()
    const there = await machine({ lead: true })
    await there.leads()

    const refused = await refusalOfAsync(publish({ fng: figure(1) }))

    assert.is(refused.code, 'E_NOT_LEADING')
  })
})

failing('brings back all it knows when Redis was emptied, with the next that is published', async () => {
  await withFollower({ ...still, first: { fng: 20, 'BTC.price': 1 } }, async ({ client, here, there, publish }) => {
    const { epoch } = here.line.board.clock()

    await client.flushall()
    await publish({ fng: figure(21) })
    await there.reaches({ fng: 21 })

    assert.is.not(here.line.board.clock().epoch, epoch)
    assert.equal(here.line.board.snapshot().figures, { fng: figure(21), 'BTC.price': figure(1) })
    assert.equal(there.line.board.snapshot(), here.line.board.snapshot())
  })
})

failing('brings back all it knows when Redis was emptied and nothing is published', async () => {
  await withFollower({ first: { fng: 20, 'BTC.price': 1 } }, async ({ machine, client, here, there }) => {
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

failing('loses nothing when Redis is emptied again and again', async () => {
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

failing('loses nothing when Redis is killed and started again', async () => {
  await withFollower({ first: { fng: 20, 'BTC.price': 1 } }, async ({ kill, start, here, there, publish }) => {
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

failing('goes on when a stopped Redis does', async () => {
  await withFollower(
    { leaseMs: 60_000 },
    async ({ stop, cont, here, there, publish }) => {
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
    },
    lessPatiently,
  )
})

failing('begins when Redis is there at last', async () => {
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

failing('has followers catch up with what they missed while they were cut off', async () => {
  await withFollower({ first: { fng: 20, 'ETH.price': 5 } }, async ({ here, there, publish }) => {
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

failing('has followers look what they missed when a change is not the next', async () => {
  await withFollower(still, async ({ client, here, there }) => {
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

failing('looks again when it could not be told what it missed', async () => {
  await withFollower(still, async ({ client, there }) => {
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

failing('begins an epoch when Redis came back with an older state', async () => {
  await withFollower(still, async ({ client, here, there, publish }) => {
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

failing('begins an epoch when a follower finds an older state', async () => {
  await withFollower(still, async ({ machine, client, here, there, publish }) => {
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

failing('begins an epoch when Redis came back with the state of another', async () => {
  await withFollower({ first: { fng: 20, 'BTC.price': 1 } }, async ({ client, here, there, publish }) => {
    const other = { epoch: 'other', seq: 900, leader: 1, 'figure:fng': JSON.stringify(figure(3)) }
    await client.multi().del(state).hset(state, other).exec()
    await publish({ 'ETH.price': figure(5) })
    await there.reaches({ fng: 20, 'BTC.price': 1, 'ETH.price': 5 })

    assert.is.not(there.line.board.clock().epoch, 'other')
    assert.equal(there.line.board.snapshot(), here.line.board.snapshot())
  })
})

failing(
  'begins an epoch when the state of another came after the lease was renewed, before it looked again',
  async () => {
    const other = { epoch: 'other', seq: 900, leader: 1, 'figure:fng': JSON.stringify(figure(3)) }
    let replace: (() => Promise<unknown>) | undefined
    const looked = createSignal()
    const answered = async (reply: unknown) => {
      // To renew the lease gives the fence and whether there is a market; what comes next is the look.
      if (!replace || !Array.isArray(reply)) return
      const isRenewal = reply.length === 2
      if (isRenewal) await replace()
      else looked.give()
    }
    await withFollower(
      { ...still, answered, first: { fng: 20, 'BTC.price': 1 } },
      async ({ client, here, there, publish }) => {
        replace = () => client.multi().del(state).hset(state, other).exec()
        await client.publish(channel, 'look')
        await looked.given
        replace = undefined
        await publish({ 'ETH.price': figure(5) })
        await there.reaches({ fng: 20, 'BTC.price': 1, 'ETH.price': 5 })

        assert.is.not(there.line.board.clock().epoch, 'other')
        assert.equal(there.line.board.snapshot(), here.line.board.snapshot())
      },
    )
  },
)

failing('works with garbage in its keys', async () => {
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

failing('takes a lease without an end, and numbers without one, for garbage', async () => {
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

failing('leaves out figures it cannot read', async () => {
  await withLeader(still, async ({ machine, client }) => {
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

failing('does not mind garbage on its channel', async () => {
  await withFollower(still, async ({ client, here, there, publish }) => {
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

failing('rejects what a full Redis does not take, and nobody hears of it', async () => {
  await withLeader(still, async ({ client, here, publish }) => {
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

failing('can be closed before it leads, while it asks to, and while Redis is gone', async () => {
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

failing.run()
