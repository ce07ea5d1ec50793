import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  channel,
  failures,
  fence,
  figure,
  hasResigned,
  lease,
  type Machines,
  state,
  still,
  stream,
  wasLeader,
  withFollower,
  withLeader,
  withMachines,
} from '../../testing/line-machines.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { createSignal } from '../../testing/signal.ts'

const redisLine = suite('market/line/redis-line')

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
  await withLeader({}, async ({ machine, here, publish }) => {
    await publish({ 'BTC.price': figure(1) })

    const late = await machine()
    await late.reaches({ fng: 20, 'BTC.price': 1 })

    assert.equal(late.line.board.snapshot(), here.line.board.snapshot())
  })
})

redisLine('has another leader at once when the one is closed, and its clock goes on', async () => {
  await withLeader(still, async ({ machine, here }) => {
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

redisLine('is led by a new one that has first looked what there is', async () => {
  await withLeader({}, async ({ machine, here }) => {
    const known = here.line.board.snapshot()
    await here.line.close()

    const there = await machine({ lead: true })
    const shown = there.terms.until((terms) => terms.length > 0).then(() => there.line.board.snapshot())

    assert.equal(await shown, known)
  })
})

redisLine('refuses what one publishes who does not know that another leads', async () => {
  await withLeader(still, async (led) => {
    const { client, here, publish } = led
    const { there } = await usurp(led)

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

redisLine('does not take in what another leader says before its own poll has ended', async () => {
  const mayEnd = createSignal()
  await withLeader({ ...still, end: () => mayEnd.given }, async (led) => {
    const { here } = led
    const { publish } = await usurp(led)

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
  const mayEnd = createSignal()
  await withLeader({ ...still, end: () => mayEnd.given }, async (led) => {
    const { here } = led
    const { publish } = await usurp(led)

    await refusalOfAsync(led.publish({ fng: figure(1) }))
    for (let i = 0; i < 20; i++) await publish({ fng: figure(22) })
    const shownMeanwhile = here.line.board.get('fng')!.value
    mayEnd.give()
    await here.reaches({ fng: 22 })

    assert.is(shownMeanwhile, 20)
  })
})

redisLine('begins another term only when the poll of the last has ended', async () => {
  const mayEnd = createSignal()
  await withLeader({ ...still, end: () => mayEnd.given }, async ({ client, here, publish }) => {
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

redisLine('shows 1,000 changes in their order', async () => {
  await withFollower({ first: { count: 0 } }, async ({ there, publish }) => {
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
  await withLeader({}, async ({ here, publish }) => {
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
  await withLeader({}, async ({ client, here }) => {
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
  await withLeader({}, async ({ client, here, publish }) => {
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

/** Has another lead, of which the one does not hear. */
async function usurp({ client, machine }: Machines) {
  await client.del(lease)
  const there = await machine({ lead: true })
  return { there, publish: await there.leads() }
}

async function seqOf(client: Machines['client']): Promise<number> {
  return Number(await client.hget(state, 'seq'))
}

redisLine.run()
