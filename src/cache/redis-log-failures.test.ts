import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addRaw, all, assertOrdered, flood, stream, withMachines } from '../testing/log-machines.ts'
import { lessPatiently } from '../testing/redis.ts'

const log = suite('cache/redis-log-failures')

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

log.run()
