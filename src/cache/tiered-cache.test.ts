import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createMapTier } from '../testing/map-tier.ts'
import { createSignal } from '../testing/signal.ts'
import type { CacheEvent } from './cache-event.ts'
import type { Entry } from './entry.ts'
import { createInvalidated } from './invalidated.ts'
import type { Mode, Selector } from './invalidation.ts'
import { createLocalLeases } from './local-leases.ts'
import { type CacheParts, createTieredCache, type Item, type Made } from './tiered-cache.ts'

const tiered = suite('cache/tiered-cache')

const place = { build: 'b1', address: '/vi/coin/btc', names: ['/vi/coin/btc', '/coin/btc'] }
/** Fresh until 60 s, stale until 90 s, used on errors until 180 s. */
const lifetime = { freshForMs: 60_000, staleForMs: 30_000, staleIfErrorMs: 120_000 }
const begin = 1_800_000_000_000

type Outcome = Made<string, string>

const text = (value: string, tags: readonly string[] = []): Outcome => ({
  kept: true,
  create: () => value,
  lifetime,
  tags,
})

const boom = () => Promise.reject(new Error('boom'))

/** A cache of texts with a clock that stands where it is put. Several may share a tier, leases and the clock. */
function createTested(options: Partial<CacheParts<string>> & { clock?: { now: number } } = {}) {
  const { clock = { now: begin }, ...parts } = options
  const events: CacheEvent[] = []
  const invalidated = createInvalidated()
  const cache = createTieredCache<string, string>(
    {
      maxEntries: 100,
      maxBytes: 10_000,
      sizeOf: (value) => value.length,
      shared: undefined,
      toEntry: ({ value, ...life }) => ({ ...life, bodies: { text: Buffer.from(value) }, meta: {} }),
      fromEntry: textOf,
      leases: createLocalLeases(),
      leaseMs: 5_000,
      invalidated,
      retryAfterMs: 2_000,
      now: () => clock.now,
      random: () => 0,
      ...parts,
    },
    (event) => events.push(event),
  )
  return {
    cache,
    clock,
    events,
    invalidate(selector: Selector, mode: Mode = 'soft') {
      invalidated.apply({ version: invalidated.version + 1, mode, selector })
    },
    /** What a caller sees: the text, and how it was come by. */
    async seen(make: () => Promise<Outcome>, where = place) {
      const found = await cache.get(where, make)
      if (found.kind === 'other') return found.other
      const how = found.kind === 'item' ? `${found.from} ${found.state}` : 'made'
      return `${found.item.value}, ${how}`
    },
  }
}

function textOf({ bodies }: Entry): string {
  if (!bodies.text) throw new Error('no text')
  return Buffer.from(bodies.text).toString()
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

/** Makes `page 1`, `page 2` and so on. */
function createMaker() {
  const maker = {
    runs: 0,
    awaited: [] as boolean[],
    make: async (isAwaited = true) => {
      maker.awaited.push(isAwaited)
      return text(`page ${++maker.runs}`)
    },
  }
  return maker
}

tiered('makes what it does not have, and has it from then on', async () => {
  const { seen, cache } = createTested()
  const { make } = createMaker()

  assert.is(await seen(make), 'page 1, made')
  assert.is(await seen(make), 'page 1, memory fresh')
  assert.equal(cache.stats(), { entries: 1, bytes: 6, inFlight: 0 })
})

tiered('answers a stale page at once while exactly one refresh runs', async () => {
  const { seen, clock, cache } = createTested()
  const refreshed = createSignal()
  let refreshes = 0
  await seen(async () => text('old'))
  const refresh = async () => {
    refreshes++
    await refreshed.given
    return text('new')
  }

  clock.now += 60_000
  const meanwhile = await Promise.all(Array.from({ length: 100 }, () => seen(refresh)))
  refreshed.give()
  await cache.close()

  assert.equal(new Set(meanwhile), new Set(['old, memory stale']))
  assert.is(refreshes, 1)
  assert.is(await seen(boom), 'new, memory fresh')
})

tiered('tells whoever makes whether somebody waits', async () => {
  const { seen, clock, cache } = createTested({ shared: createMapTier() })
  const { make, awaited } = createMaker()
  await seen(make)

  clock.now += 60_000
  await seen(make)
  await cache.close()

  assert.equal(awaited, [true, false])
})

tiered('refreshes only so many pages at once, and the others when they are asked for again', async () => {
  const { seen, clock, cache } = createTested()
  const addresses = Array.from({ length: 20 }, (_, n) => ({ build: 'b1', address: `/${n}`, names: [`/${n}`] }))
  for (const where of addresses) await seen(async () => text('old'), where)
  const finish = createSignal()
  let begun = 0
  const refresh = async () => {
    begun++
    await finish.given
    return text('new')
  }

  clock.now += 60_000
  const stale = await Promise.all(addresses.map((where) => seen(refresh, where)))
  const atOnce = begun
  finish.give()
  await cache.close()
  for (const where of addresses) await seen(refresh, where)
  await cache.close()

  assert.equal(new Set(stale), new Set(['old, memory stale']))
  assert.equal([atOnce, begun], [16, 20])
})

tiered('makes an expired page anew before it answers', async () => {
  const { seen, clock } = createTested()
  const { make } = createMaker()
  await seen(make)

  clock.now += 90_000

  assert.is(await seen(make), 'page 2, made')
})

tiered(
  'keeps the old page when a refresh fails, with the moment it was made, until errors are covered no longer',
  async () => {
    const { seen, cache, clock, events } = createTested()
    await seen(async () => text('old'))

    clock.now = begin + 60_000
    const stale = await seen(boom)
    await cache.close()
    clock.now = begin + 90_000
    const expired = await cache.get(place, boom)
    clock.now = begin + 179_999
    const last = await seen(boom)
    clock.now = begin + 180_000
    const over = await seen(boom).catch((error: unknown) => error)

    assert.is(stale, 'old, memory stale')
    assert.equal(expired.kind === 'item' && [expired.item.value, expired.item.madeAt, expired.state], [
      'old',
      begin,
      'expired',
    ])
    assert.is(last, 'old, memory expired')
    assert.is((over as Error).message, 'boom')
    assert.equal(
      events.map(({ type }) => type),
      ['cache-refresh-failed', 'cache-stale-if-error', 'cache-stale-if-error'],
    )
  },
)

tiered('rests after a failed refresh before it tries again', async () => {
  const { seen, cache, clock } = createTested()
  let tries = 0
  const fail = () => (tries++, boom())
  await seen(async () => text('old'))

  clock.now += 60_000
  const tried: number[] = []
  for (const later of [0, 1_999, 1, 0]) {
    clock.now += later
    await seen(fail)
    await cache.close()
    tried.push(tries)
  }

  assert.equal(tried, [1, 1, 2, 2])
})

tiered('rests after a failure nobody was to see, too', async () => {
  const { seen, clock } = createTested()
  let tries = 0
  const fail = () => (tries++, boom())
  await seen(async () => text('old'))

  clock.now += 90_000
  const tried: number[] = []
  for (const later of [0, 1_999, 1]) {
    clock.now += later
    assert.is(await seen(fail), 'old, memory expired')
    tried.push(tries)
  }

  assert.equal(tried, [1, 1, 2])
})

tiered('never keeps a failure: whoever asks next has it tried again', async () => {
  const { seen } = createTested()
  const failures = await Promise.allSettled([seen(boom), seen(boom)])

  assert.equal(
    failures.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.is(await seen(async () => text('page')), 'page, made')
})

tiered('makes once for all who ask at once, and says whose it was', async () => {
  const { cache } = createTested()
  const maker = createMaker()

  const all = await Promise.all(Array.from({ length: 200 }, () => cache.get(place, maker.make)))

  assert.is(maker.runs, 1)
  assert.is(all.filter((found) => found.kind === 'made' && found.isMine).length, 1)
  assert.is(all.filter((found) => found.kind === 'made' && !found.isMine).length, 199)
})

tiered('gives an outcome that is not kept to all who wait, and to nobody else', async () => {
  const { seen, cache } = createTested({ shared: createMapTier() })
  let runs = 0
  const make = async (): Promise<Outcome> => ({ kept: false, other: `nowhere ${++runs}` })

  assert.equal(await Promise.all([seen(make), seen(make)]), ['nowhere 1', 'nowhere 1'])
  assert.is(await seen(make), 'nowhere 2')
  assert.is(cache.stats().entries, 0)
})

tiered('drops a page whose refresh finds that there is none any more, wherever it is', async () => {
  const shared = createMapTier()
  const { seen, clock, cache } = createTested({ shared })
  await seen(async () => text('old'))
  await cache.close()
  const nowhere = async (): Promise<Outcome> => ({ kept: false, other: 'nowhere' })

  clock.now += 60_000
  const before = await seen(nowhere)
  await cache.close()
  const after = await seen(nowhere)
  clock.now += 1
  const back = await seen(async () => text('back'))

  assert.is(shared.bytes.size, 1)
  assert.equal([before, after, back], ['old, memory stale', 'nowhere', 'back, made'])
  assert.is(await seen(boom), 'back, memory fresh')
})

tiered('lets jitter only shorten the life of a page, and tells the page', async () => {
  const { cache, clock } = createTested({ random: () => 1 })
  const lives: unknown[] = []
  const make = async (): Promise<Outcome> => ({
    kept: true,
    create: (life) => (lives.push(life), 'page'),
    lifetime,
    tags: [],
  })

  await cache.get(place, make)
  clock.now += 53_999
  const before = cache.peek(place)?.state
  clock.now += 1

  assert.equal(lives, [{ madeAt: begin, freshUntil: begin + 54_000 }])
  assert.is(before, 'fresh')
  assert.is(cache.peek(place)?.state, 'stale')
})

tiered('keeps within its bounds of entries and bytes', async () => {
  const few = createTested({ maxEntries: 2 })
  const small = createTested({ maxBytes: 10 })
  const at = (address: string) => ({ build: 'b1', address, names: [address] })

  for (const address of ['/1', '/2', '/3']) await few.seen(async () => text('page'), at(address))
  await small.seen(async () => text('12345678901'), at('/large'))
  const large = small.cache.stats()
  for (const address of ['/1', '/2', '/3']) await small.seen(async () => text('1234'), at(address))

  assert.is(few.cache.stats().entries, 2)
  assert.is(await few.seen(async () => text('again'), at('/1')), 'again, made')
  assert.is(large.entries, 0)
  assert.equal(small.cache.stats(), { entries: 2, bytes: 8, inFlight: 0 })
})

tiered('takes builds that are not kept out of memory', async () => {
  const { seen, cache } = createTested()
  await seen(async () => text('old'), { ...place, build: 'b0' })
  await seen(async () => text('new'))

  cache.keepOnly(new Set(['b1']))

  assert.is(cache.stats().entries, 1)
  assert.is(await seen(boom), 'new, memory fresh')
})

tiered('finds in the shared tier what another process made, with what is left of its life', async () => {
  const shared = createMapTier()
  const one = createTested({ shared })
  const other = createTested({ shared, clock: one.clock })
  await one.seen(async () => text('page', ['coin:btc']))
  await one.cache.close()

  one.clock.now = begin + 59_999
  const found = await other.seen(boom)
  const item = other.cache.peek(place)?.item
  one.clock.now = begin + 60_000

  assert.is(found, 'page, redis fresh')
  assert.equal(item, { value: 'page', madeAt: begin, lifetime, tags: ['coin:btc'], version: 0 })
  assert.is(other.cache.peek(place)?.state, 'stale')
  assert.equal(other.events, [{ type: 'cache-promoted', tier: 'redis' }])
})

tiered('uses a stale page of the shared tier at once, and refreshes it', async () => {
  const shared = createMapTier()
  const one = createTested({ shared })
  const other = createTested({ shared, clock: one.clock })
  await one.seen(async () => text('old'))
  await one.cache.close()

  one.clock.now += 60_000
  const stale = await other.seen(async () => text('new'))
  await other.cache.close()

  assert.is(stale, 'old, redis stale')
  assert.is(await other.seen(boom), 'new, memory fresh')
})

tiered('uses an expired page of the shared tier only when none can be made', async () => {
  const shared = createMapTier()
  const one = createTested({ shared })
  const other = createTested({ shared, clock: one.clock })
  const third = createTested({ shared, clock: one.clock })
  await one.seen(async () => text('old'))
  await one.cache.close()

  one.clock.now += 90_000

  assert.is(await other.seen(boom), 'old, redis expired')
  assert.is(await other.seen(boom), 'old, redis expired')
  assert.is(await third.seen(async () => text('new')), 'new, made')
})

tiered('falls back on the newer of what memory and the shared tier have', async () => {
  const shared = createMapTier()
  const { seen, cache, clock } = createTested({ shared })
  await seen(async () => text('first'))
  await cache.close()
  shared.beforeWrite = boom
  clock.now += 60_000
  await seen(async () => text('second'))
  await cache.close()

  clock.now += 90_000

  assert.is(await seen(boom), 'second, memory expired')
})

tiered('adopts what another process has refreshed instead of making it again', async () => {
  const shared = createMapTier()
  const one = createTested({ shared })
  const other = createTested({ shared, clock: one.clock })
  await one.seen(async () => text('old'))
  await one.cache.close()
  await other.seen(boom)

  one.clock.now += 60_000
  await one.seen(async () => text('new'))
  await one.cache.close()
  const stale = await other.seen(boom)
  await other.cache.close()

  assert.is(stale, 'old, memory stale')
  assert.is(await other.seen(boom), 'new, memory fresh')
})

tiered('goes on without a shared tier that fails', async () => {
  const shared = createMapTier()
  shared.beforeRead = () => Promise.reject(new Error('no read'))
  shared.beforeWrite = () => Promise.reject(new Error('no write'))
  const { seen, cache, events } = createTested({ shared })

  const made = await seen(async () => text('page'))
  await cache.close()

  assert.is(made, 'page, made')
  assert.is(await seen(boom), 'page, memory fresh')
  assert.equal(
    events.map((event) => event.type === 'tier-failed' && (event.error as Error).message),
    ['no read', 'no read', 'no write'],
  )
})

tiered('makes anew what the shared tier has as garbage, and writes it there', async () => {
  const shared = createMapTier()
  const { seen, cache } = createTested({ shared })
  shared.bytes.set('b1 /vi/coin/btc', Buffer.from('garbage'))

  assert.is(await seen(async () => text('page')), 'page, made')
  await cache.close()
  assert.is(await createTested({ shared }).seen(boom), 'page, redis fresh')
})

tiered('makes anew what the shared tier has but nobody understands, and tells', async () => {
  const shared = createMapTier()
  await shared.write(place, { bodies: {}, meta: {}, madeAt: begin, lifetime, tags: [], version: 0 })
  const { seen, cache, events } = createTested({ shared })

  assert.is(await seen(async () => text('page')), 'page, made')
  await cache.close()
  assert.is((events[0] as { error: Error }).error.message, 'no text')
})

tiered('has nobody wait for a slow shared tier who is answered from memory, nor for its writes', async () => {
  const shared = createMapTier()
  const woken = createSignal()
  const { seen, cache, clock } = createTested({ shared })
  shared.beforeWrite = () => woken.given
  await seen(async () => text('page'))
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

tiered('makes once among processes with the same leases: the others wait and adopt it', async () => {
  const parts = { shared: createMapTier(), leases: createLocalLeases(), clock: { now: begin } }
  const caches = Array.from({ length: 5 }, () => createTested(parts))
  const maker = createMaker()

  const seen = await Promise.all(caches.map((one) => one.seen(maker.make)))

  assert.is(maker.runs, 1)
  assert.equal(seen.sort(), ['page 1, made', ...Array.from({ length: 4 }, () => 'page 1, redis fresh')])
  await Promise.all(caches.map(({ cache }) => cache.close()))
})

tiered('keeps its lease until the page is in the shared tier', async () => {
  const parts = { shared: createMapTier(), leases: createLocalLeases(), clock: { now: begin } }
  const written = createSignal()
  parts.shared.beforeWrite = () => written.given
  const one = createTested(parts)
  const other = createTested(parts)
  await one.seen(async () => text('page'))

  const waiting = other.seen(async () => text('again'))
  await new Promise(setImmediate)
  written.give()

  assert.is(await waiting, 'page, redis fresh')
  await one.cache.close()
})

tiered('gives its lease back whatever becomes of making', async () => {
  const shared = createMapTier()
  const leases = createCountedLeases()
  const { seen, cache } = createTested({ shared, leases })
  const at = (address: string) => ({ build: 'b1', address, names: [address] })
  const adopted = at('/adopted')
  shared.beforeRead = async () => {
    // Another process writes it when the first look has found nothing.
    if (shared.reads === 2) await createTested({ shared }).seen(async () => text('theirs'), adopted)
  }

  const outcomes = [
    await seen(async () => text('mine'), adopted),
    await seen(async () => text('page'), at('/made')),
    await seen(async () => ({ kept: false, other: 'nowhere' }), at('/nowhere')),
    await seen(boom, at('/failed')).catch(() => 'failed'),
  ]
  await cache.close()

  assert.equal(outcomes, ['theirs, redis fresh', 'page, made', 'nowhere', 'failed'])
  assert.equal([leases.given, leases.held], [4, 0])
})

tiered('takes over when the process that has the lease dies', async () => {
  const leases = createLocalLeases()
  const { seen } = createTested({ shared: createMapTier(), leases, leaseMs: 20 })
  await leases.acquire('b1 /vi/coin/btc', 20)

  assert.is(await seen(async () => text('page')), 'page, made')
})

tiered('lets the next one make when making failed elsewhere', async () => {
  const parts = { shared: createMapTier(), leases: createLocalLeases(), clock: { now: begin } }
  const one = createTested(parts)
  const other = createTested(parts)

  const outcomes = await Promise.allSettled([one.seen(boom), other.seen(async () => text('page'))])

  assert.equal(
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed')),
    ['failed', 'page, made'],
  )
})

tiered('waits only so often for others that make nothing to keep', async () => {
  let asked = 0
  const leases = { acquire: async () => (asked++, undefined), close: async () => {} }
  const { seen } = createTested({ shared: createMapTier(), leases })

  assert.is(await seen(async () => text('page')), 'page, made')
  assert.is(asked, 2)
})

tiered('makes without a lease where leases fail, and tells', async () => {
  const leases = { acquire: () => Promise.reject(new Error('no leases')), close: async () => {} }
  const { seen, events } = createTested({ shared: createMapTier(), leases })

  assert.is(await seen(async () => text('page')), 'page, made')
  assert.equal(
    events.map(({ type }) => type),
    ['leases-failed'],
  )
})

tiered('takes a page for stale by any of its names, a prefix, a tag, or all, and refreshes it', async () => {
  const selectors: Selector[] = [
    { paths: ['/vi/coin/btc'] },
    { paths: ['/coin/btc'] },
    { prefixes: ['/coin'] },
    { tags: ['coin:btc'] },
    { all: true },
  ]
  for (const selector of selectors) {
    const { seen, cache, invalidate } = createTested()
    await seen(async () => text('old', ['coin:btc']))

    invalidate({ paths: ['/coin/eth'], prefixes: ['/coin/b'], tags: ['coin:eth'] }, 'hard')
    const untouched = await seen(boom)
    invalidate(selector)
    const stale = await seen(async () => text('new', ['coin:btc']))
    await cache.close()

    assert.is(untouched, 'old, memory fresh')
    assert.is(stale, 'old, memory stale', JSON.stringify(selector))
    assert.is(await seen(boom), 'new, memory fresh')
  }
})

tiered('never uses a page again after a hard invalidation, not even when making fails', async () => {
  const shared = createMapTier()
  const { seen, cache, invalidate } = createTested({ shared })
  await seen(async () => text('old'))
  await cache.close()

  invalidate({ paths: ['/coin/btc'] }, 'hard')

  assert.is(await seen(boom).catch((error: Error) => error.message), 'boom')
  assert.is(await seen(async () => text('new')), 'new, made')
  assert.is(await seen(boom), 'new, memory fresh')
})

tiered('judges what comes from the shared tier by the same invalidations', async () => {
  const shared = createMapTier()
  const one = createTested({ shared })
  await one.seen(async () => text('old', ['coin:btc']))
  await one.cache.close()
  const soft = createTested({ shared })
  const hard = createTested({ shared })

  soft.invalidate({ tags: ['coin:btc'] })
  hard.invalidate({ tags: ['coin:btc'] }, 'hard')

  assert.is(await soft.seen(boom), 'old, redis stale')
  await soft.cache.close()
  assert.is(await hard.seen(async () => text('new')), 'new, made')
})

tiered('knows that a page was begun before an invalidation that came while it was made', async () => {
  const soft = createTested()
  const hard = createTested()
  const making = (tested: ReturnType<typeof createTested>, mode: Mode) =>
    tested.seen(async () => {
      tested.invalidate({ paths: ['/coin/btc'] }, mode)
      return text('old')
    })

  assert.equal([await making(soft, 'soft'), await making(hard, 'hard')], ['old, made', 'old, made'])
  assert.is(await soft.seen(async () => text('new')), 'old, memory stale')
  assert.is(await hard.seen(async () => text('new')), 'new, made')
})

tiered('gives nobody who asks after a hard invalidation what was begun before it', async () => {
  const { seen, invalidate } = createTested({ shared: createMapTier() })
  const begun = createSignal()
  const finish = createSignal()
  const early = seen(async () => {
    begun.give()
    await finish.given
    return text('old')
  })
  await begun.given

  invalidate({ all: true }, 'hard')
  const late = seen(async () => text('new'))
  finish.give()

  assert.equal(await Promise.all([early, late]), ['old, made', 'new, made'])
})

tiered('does not let what was begun before an invalidation take the place of what was made since', async () => {
  const shared = createMapTier()
  const one = createTested({ shared, leases: createLocalLeases() })
  const other = createTested({ shared, leases: createLocalLeases(), clock: one.clock })
  const begun = createSignal()
  const finish = createSignal()
  const late = one.seen(async () => {
    begun.give()
    await finish.given
    return text('old')
  })
  await begun.given

  for (const { invalidate } of [one, other]) invalidate({ tags: ['coin:eth'] })
  await other.seen(async () => text('new'))
  await other.cache.close()
  finish.give()
  await late
  await one.cache.close()

  assert.is(textOf((await shared.read(place))!), 'new')
})

tiered('keeps what is newer, whatever comes later', () => {
  const { cache } = createTested()
  const item = (value: string, version: number, madeAt: number): Item<string> => ({
    value,
    version,
    madeAt,
    lifetime,
    tags: [],
  })

  cache.keep(place, item('new', 2, begin - 10))
  cache.keep(place, item('older version', 1, begin))
  cache.keep(place, item('made before', 2, begin - 11))

  assert.is(cache.peek(place)?.item.value, 'new')
})

tiered('keeps what it made in the place of a page that is no longer fresh, though that knew of more', async () => {
  const { cache, seen } = createTested()
  cache.keep(place, { value: 'old', version: 9, madeAt: begin - 90_000, lifetime, tags: [] })

  await seen(async () => text('new'))

  assert.is(await seen(boom), 'new, memory fresh')
})

tiered('asks for a spare where no tier has anything, and refreshes that', async () => {
  const { cache } = createTested({ shared: createMapTier() })
  const spare = async () => ({ value: 'spare', version: 0, madeAt: begin - 60_000, lifetime, tags: [] })

  const found = await cache.get(place, async () => text('new'), spare)
  await cache.close()

  assert.equal(found.kind === 'item' && [found.item.value, found.state], ['spare', 'stale'])
  assert.is(cache.peek(place)?.item.value, 'new')
})

tiered('asks for no spare where memory or the shared tier has something', async () => {
  const shared = createMapTier()
  const one = createTested({ shared })
  const other = createTested({ shared, clock: one.clock })
  await one.seen(async () => text('page'))
  await one.cache.close()
  one.clock.now += 90_000
  const spare = async () => {
    throw new Error('asked for')
  }

  const found = await other.cache.get(place, boom, spare)
  const again = await one.cache.get(place, boom, spare)

  assert.equal([found.kind, again.kind], ['item', 'item'])
})

tiered('waits at its close for what it began', async () => {
  const shared = createMapTier()
  const written = createSignal()
  shared.beforeWrite = () => written.given
  const { seen, cache } = createTested({ shared })
  await seen(async () => text('page'))
  let isClosed = false

  const closing = cache.close().then(() => (isClosed = true))
  await new Promise(setImmediate)
  const before = isClosed
  written.give()
  await closing

  assert.is(before, false)
  assert.is(shared.bytes.size, 1)
})

tiered.run()
