import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createMapTier } from '../testing/map-tier.ts'
import { createSignal } from '../testing/signal.ts'
import {
  begin,
  boom,
  createMaker,
  createTested,
  createTwo,
  gives,
  lifetime,
  place,
  placeAt,
} from '../testing/tested-cache.ts'
import { createLocalLeases } from './local-leases.ts'

const sharing = suite('cache/tiered-cache-shared')

sharing('finds in the shared tier what another process made, with what is left of its life', async () => {
  const { other, clock } = await createTwo('page', ['coin:btc'])

  clock.now = begin + 59_999
  const found = await other.seen(boom)
  const item = other.cache.peek(place)?.item
  clock.now = begin + 60_000

  assert.is(found, 'page, redis fresh')
  assert.equal(item, { value: 'page', madeAt: begin, lifetime, tags: ['coin:btc'], version: 0 })
  assert.is(other.cache.peek(place)?.state, 'stale')
  assert.equal(other.events, [{ type: 'cache-promoted', tier: 'redis' }])
})

sharing('uses a stale page of the shared tier at once, and refreshes it', async () => {
  const { other, clock } = await createTwo('old')

  clock.now += 60_000
  const stale = await other.seen(gives('new'))
  await other.cache.close()

  assert.is(stale, 'old, redis stale')
  assert.is(await other.seen(boom), 'new, memory fresh')
})

sharing('uses an expired page of the shared tier only when none can be made', async () => {
  const { other, shared, clock } = await createTwo('old')
  const third = createTested({ shared, clock })

  clock.now += 90_000

  assert.is(await other.seen(boom), 'old, redis expired')
  assert.is(await other.seen(boom), 'old, redis expired')
  assert.is(await third.seen(gives('new')), 'new, made')
})

sharing('falls back on the newer of what memory and the shared tier have', async () => {
  const shared = createMapTier()
  const { seen, cache, clock } = createTested({ shared })
  await seen(gives('first'))
  await cache.close()
  shared.beforeWrite = boom
  clock.now += 60_000
  await seen(gives('second'))
  await cache.close()

  clock.now += 90_000

  assert.is(await seen(boom), 'second, memory expired')
})

sharing('adopts what another process has refreshed instead of making it again', async () => {
  const { one, other, clock } = await createTwo('old')
  await other.seen(boom)

  clock.now += 60_000
  await one.seen(gives('new'))
  await one.cache.close()
  const stale = await other.seen(boom)
  await other.cache.close()

  assert.is(stale, 'old, memory stale')
  assert.is(await other.seen(boom), 'new, memory fresh')
})

sharing('goes on without a shared tier that fails', async () => {
  const shared = createMapTier()
  shared.beforeRead = () => Promise.reject(new Error('no read'))
  shared.beforeWrite = () => Promise.reject(new Error('no write'))
  const { seen, cache, events } = createTested({ shared })

  const made = await seen(gives('page'))
  await cache.close()

  assert.is(made, 'page, made')
  assert.is(await seen(boom), 'page, memory fresh')
  assert.equal(
    events.map((event) => event.type === 'tier-failed' && (event.error as Error).message),
    ['no read', 'no read', 'no write'],
  )
})

sharing('makes anew what the shared tier has as garbage, and writes it there', async () => {
  const shared = createMapTier()
  const { seen, cache } = createTested({ shared })
  shared.bytes.set('b1 /vi/coin/btc', Buffer.from('garbage'))

  assert.is(await seen(gives('page')), 'page, made')
  await cache.close()
  assert.is(await createTested({ shared }).seen(boom), 'page, redis fresh')
})

sharing('makes anew what the shared tier has but nobody understands, and tells', async () => {
  const shared = createMapTier()
  await shared.write(place, { bodies: {}, meta: {}, madeAt: begin, lifetime, tags: [], version: 0 })
  const { seen, cache, events } = createTested({ shared })

  assert.is(await seen(gives('page')), 'page, made')
  await cache.close()
  assert.is((events[0] as { error: Error }).error.message, 'no text')
})

sharing('has nobody wait for a slow shared tier who is answered from memory, nor for its writes', async () => {
  const shared = createMapTier()
  const woken = createSignal()
  const { seen, cache, clock } = createTested({ shared })
  shared.beforeWrite = () => woken.given
  await seen(gives('page'))
  shared.beforeRead = () => woken.given

  const fresh = await seen(boom)
  clock.now += 60_000
  const stale = await seen(boom)

  assert.equal([fresh, stale], ['page, memory fresh', 'page, memory stale'])
  assert.is(shared.bytes.size, 0)
  woken.give()
  await cache.close()
  assert.is(shared.bytes.size, 1)
})

sharing('makes once among processes with the same leases: the others wait and adopt it', async () => {
  const parts = createParts()
  const caches = Array.from({ length: 5 }, () => createTested(parts))
  const maker = createMaker()

  const seen = await Promise.all(caches.map((one) => one.seen(maker.make)))

  assert.is(maker.runs, 1)
  assert.equal(seen.sort(), ['page 1, made', ...Array.from({ length: 4 }, () => 'page 1, redis fresh')])
  await Promise.all(caches.map(({ cache }) => cache.close()))
})

sharing('keeps its lease until the page is in the shared tier', async () => {
  const parts = createParts()
  const written = createSignal()
  parts.shared.beforeWrite = () => written.given
  const one = createTested(parts)
  const other = createTested(parts)
  await one.seen(gives('page'))

  const waiting = other.seen(gives('again'))
  await new Promise(setImmediate)
  written.give()

  assert.is(await waiting, 'page, redis fresh')
  await one.cache.close()
})

sharing('gives its lease back whatever becomes of making', async () => {
  const shared = createMapTier()
  const leases = createCountedLeases()
  const { seen, cache } = createTested({ shared, leases })
  const adopted = placeAt('/adopted')
  shared.beforeRead = async () => {
    // Another process writes it when the first look has found nothing.
    if (shared.reads === 2) await createTested({ shared }).seen(gives('theirs'), adopted)
  }

  const outcomes = [
    await seen(gives('mine'), adopted),
    await seen(gives('page'), placeAt('/made')),
    await seen(async () => ({ kept: false, other: 'nowhere' }), placeAt('/nowhere')),
    await seen(boom, placeAt('/failed')).catch(() => 'failed'),
  ]
  await cache.close()

  assert.equal(outcomes, ['theirs, redis fresh', 'page, made', 'nowhere', 'failed'])
  assert.equal([leases.given, leases.held], [4, 0])
})

sharing('takes over when the process that has the lease dies', async () => {
  const leases = createLocalLeases()
  const { seen } = createTested({ shared: createMapTier(), leases, leaseMs: 20 })
  await leases.acquire('b1 /vi/coin/btc', 20)

  assert.is(await seen(gives('page')), 'page, made')
})

sharing('lets the next one make when making failed elsewhere', async () => {
  const parts = createParts()
  const one = createTested(parts)
  const other = createTested(parts)

  const outcomes = await Promise.allSettled([one.seen(boom), other.seen(gives('page'))])

  assert.equal(
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed')),
    ['failed', 'page, made'],
  )
})

sharing('waits only so often for others that make nothing to keep', async () => {
  let asked = 0
  const leases = { acquire: async () => (asked++, undefined), close: async () => {} }
  const { seen } = createTested({ shared: createMapTier(), leases })

  assert.is(await seen(gives('page')), 'page, made')
  assert.is(asked, 2)
})

sharing('makes without a lease where leases fail, and tells', async () => {
  const leases = { acquire: () => Promise.reject(new Error('no leases')), close: async () => {} }
  const { seen, events } = createTested({ shared: createMapTier(), leases })

  assert.is(await seen(gives('page')), 'page, made')
  assert.equal(
    events.map(({ type }) => type),
    ['leases-failed'],
  )
})

/** What several have in common that are asked at once. */
function createParts() {
  return { shared: createMapTier(), leases: createLocalLeases(), clock: { now: begin } }
}

function createCountedLeases() {
  const leases = createLocalLeases()
  const counted = {
    given: 0,
    held: 0,
    async acquire(key: string, ttlMs: number) {
      const lease = await leases.acquire(key, ttlMs)
      if (!lease) return undefined
      counted.given++
      counted.held++
      return { release: () => (counted.held--, lease.release()) }
    },
    close: leases.close,
  }
  return counted
}

sharing.run()
