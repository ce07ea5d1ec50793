import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createHeld } from '../testing/held.ts'
import { createMapTier } from '../testing/map-tier.ts'
import { boom, createTested, createTwo, gives, place, type TestedCache, textOf } from '../testing/tested-cache.ts'
import type { Mode, Selector } from './invalidation.ts'
import { createLocalLeases } from './local-leases.ts'

const invalidating = suite('cache/tiered-cache-invalidation')

invalidating('takes a page for stale by any of its names, a prefix, a tag, or all, and refreshes it', async () => {
  const selectors: Selector[] = [
    { paths: ['/vi/coin/btc'] },
    { paths: ['/coin/btc'] },
    { prefixes: ['/coin'] },
    { tags: ['coin:btc'] },
    { all: true },
  ]
  for (const selector of selectors) {
    const { seen, cache, invalidate } = createTested()
    await seen(gives('old', ['coin:btc']))

    invalidate({ paths: ['/coin/eth'], prefixes: ['/coin/b'], tags: ['coin:eth'] }, 'hard')
    const untouched = await seen(boom)
    invalidate(selector)
    const stale = await seen(gives('new', ['coin:btc']))
    await cache.close()

    assert.is(untouched, 'old, memory fresh')
    assert.is(stale, 'old, memory stale', JSON.stringify(selector))
    assert.is(await seen(boom), 'new, memory fresh')
  }
})

invalidating('never uses a page again after a hard invalidation, not even when making fails', async () => {
  const shared = createMapTier()
  const { seen, cache, invalidate } = createTested({ shared })
  await seen(gives('old'))
  await cache.close()

  invalidate({ paths: ['/coin/btc'] }, 'hard')

  assert.is(await seen(boom).catch((error: Error) => error.message), 'boom')
  assert.is(await seen(gives('new')), 'new, made')
  assert.is(await seen(boom), 'new, memory fresh')
})

invalidating('judges what comes from the shared tier by the same invalidations', async () => {
  const { shared } = await createTwo('old', ['coin:btc'])
  const soft = createTested({ shared })
  const hard = createTested({ shared })

  soft.invalidate({ tags: ['coin:btc'] })
  hard.invalidate({ tags: ['coin:btc'] }, 'hard')

  assert.is(await soft.seen(boom), 'old, redis stale')
  await soft.cache.close()
  assert.is(await hard.seen(gives('new')), 'new, made')
})

invalidating('knows that a page was begun before an invalidation that came while it was made', async () => {
  const soft = createTested()
  const hard = createTested()
  const making = (tested: TestedCache, mode: Mode) =>
    tested.seen(async () => {
      tested.invalidate({ paths: ['/coin/btc'] }, mode)
      return gives('old')()
    })

  assert.equal([await making(soft, 'soft'), await making(hard, 'hard')], ['old, made', 'old, made'])
  assert.is(await soft.seen(gives('new')), 'old, memory stale')
  assert.is(await hard.seen(gives('new')), 'new, made')
})

invalidating('gives nobody who asks after a hard invalidation what was begun before it', async () => {
  const { seen, invalidate } = createTested({ shared: createMapTier() })
  const held = createHeld(gives('old'))
  const early = seen(held.run)
  await held.begun

  invalidate({ all: true }, 'hard')
  const late = seen(gives('new'))
  held.finish()

  assert.equal(await Promise.all([early, late]), ['old, made', 'new, made'])
})

invalidating('does not let what was begun before an invalidation take the place of what was made since', async () => {
  const shared = createMapTier()
  const one = createTested({ shared, leases: createLocalLeases() })
  const other = createTested({ shared, leases: createLocalLeases(), clock: one.clock })
  const held = createHeld(gives('old'))
  const late = one.seen(held.run)
  await held.begun

  for (const { invalidate } of [one, other]) invalidate({ tags: ['coin:eth'] })
  await other.seen(gives('new'))
  await other.cache.close()
  held.finish()
  await late
  await one.cache.close()

  assert.is(textOf((await shared.read(place))!), 'new')
})

invalidating.run()
