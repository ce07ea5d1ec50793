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
  type Outcome,
  place,
  placeAt,
} from '../testing/tested-cache.ts'
import type { Item } from './tiered-cache.ts'

const tiered = suite('cache/tiered-cache')

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
  await seen(gives('old'))
  const refresh = async () => {
    refreshes++
    await refreshed.given
    return gives('new')()
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
  const addresses = Array.from({ length: 20 }, (_, n) => placeAt(`/${n}`))
  for (const where of addresses) await seen(gives('old'), where)
  const finish = createSignal()
  let begun = 0
  const refresh = async () => {
    begun++
    await finish.given
    return gives('new')()
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
    await seen(gives('old'))

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
  await seen(gives('old'))

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
  await seen(gives('old'))

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
  assert.is(await seen(gives('page')), 'page, made')
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
  await seen(gives('old'))
  await cache.close()
  const nowhere = async (): Promise<Outcome> => ({ kept: false, other: 'nowhere' })

  clock.now += 60_000
  const before = await seen(nowhere)
  await cache.close()
  const after = await seen(nowhere)
  clock.now += 1
  const back = await seen(gives('back'))

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

  for (const address of ['/1', '/2', '/3']) await few.seen(gives('page'), placeAt(address))
  await small.seen(gives('12345678901'), placeAt('/large'))
  const large = small.cache.stats()
  for (const address of ['/1', '/2', '/3']) await small.seen(gives('1234'), placeAt(address))

  assert.is(few.cache.stats().entries, 2)
  assert.is(await few.seen(gives('again'), placeAt('/1')), 'again, made')
  assert.is(large.entries, 0)
  assert.equal(small.cache.stats(), { entries: 2, bytes: 8, inFlight: 0 })
})

tiered('takes builds that are not kept out of memory', async () => {
  const { seen, cache } = createTested()
  await seen(gives('old'), { ...place, build: 'b0' })
  await seen(gives('new'))

  cache.keepOnly(new Set(['b1']))

  assert.is(cache.stats().entries, 1)
  assert.is(await seen(boom), 'new, memory fresh')
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

  await seen(gives('new'))

  assert.is(await seen(boom), 'new, memory fresh')
})

tiered('asks for a spare where no tier has anything, and refreshes that', async () => {
  const { cache } = createTested({ shared: createMapTier() })
  const spare = async () => ({ value: 'spare', version: 0, madeAt: begin - 60_000, lifetime, tags: [] })

  const found = await cache.get(place, gives('new'), spare)
  await cache.close()

  assert.equal(found.kind === 'item' && [found.item.value, found.state], ['spare', 'stale'])
  assert.is(cache.peek(place)?.item.value, 'new')
})

tiered('asks for no spare where memory or the shared tier has something', async () => {
  const { one, other, clock } = await createTwo('page')
  clock.now += 90_000
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
  await seen(gives('page'))
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
