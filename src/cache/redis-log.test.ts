import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createHeard } from '../testing/heard.ts'
import { all, assertOrdered, typeOf, versionsIn, withMachines } from '../testing/log-machines.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import type { Invalidation } from './invalidation.ts'

const log = suite('cache/redis-log')

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

log.run()
