import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { StoredCatalogue } from '../../content/products.ts'
import { ledger, productNamed, shop, shopWith } from '../../testing/shop.ts'
import { type CriticalParts, type CriticalSet, createCriticalProducts } from './critical-products.ts'
import type { ProductEvent } from './product-event.ts'

const criticalProducts = suite('serve/products/critical-products')

criticalProducts('are those of the build until there is a set', async () => {
  const { critical, answer } = criticalWith()
  answer(new Error('down'))
  await critical.refresh()

  assert.equal(await critical.catalogue(), shop)
  assert.equal(await critical.get('ledger'), ledger)
  assert.is(critical.stats().ageSeconds, undefined)
})

criticalProducts('are those of the newest set, with its age', async () => {
  const { critical, answer, clock } = criticalWith()
  answer(shopWith(productNamed('a')))
  await critical.refresh()
  clock.now += 30_000

  assert.is((await critical.get('a'))?.slug, 'a')
  assert.is(await critical.get('ledger'), undefined)
  assert.is(critical.stats().ageSeconds, 30)
})

criticalProducts('stay when a refresh fails, and grow older', async () => {
  const { critical, answer, clock, events } = criticalWith()
  answer(shopWith(productNamed('a')))
  await critical.refresh()
  answer(new Error('down'))
  clock.now += 60_000
  await critical.refresh()

  assert.is((await critical.get('a'))?.slug, 'a')
  assert.is(critical.stats().ageSeconds, 60)
  assert.equal(
    events.map(({ type }) => type),
    ['products-refreshed', 'products-refresh-failed'],
  )
})

criticalProducts('are fetched once, however many refresh at once', async () => {
  const { critical, answer, fetches } = criticalWith()
  answer(shop)

  await Promise.all([critical.refresh(), critical.refresh(), critical.refresh()])

  assert.is(fetches(), 1)
})

criticalProducts('tell of a change: what came, went and became another', async () => {
  const { critical, answer, changes } = criticalWith({
    fallback: shopWith(ledger, productNamed('a'), productNamed('b')),
  })
  answer(shopWith(ledger, productNamed('b', 99), productNamed('c')))

  await critical.refresh()

  assert.equal(changes, [['a', 'b', 'c']])
})

criticalProducts('tell of a change of order or categories, without naming a product', async () => {
  const { critical, answer, changes } = criticalWith({ fallback: shopWith(ledger, productNamed('a')) })
  answer(shopWith(productNamed('a'), ledger))
  await critical.refresh()
  answer({
    ...shopWith(productNamed('a'), ledger),
    categories: [...shop.categories, { ...shop.categories[0]!, slug: 'new' }],
  })
  await critical.refresh()

  assert.equal(changes, [[], []])
})

criticalProducts('tell of no change when the same comes again, its names in another order', async () => {
  const { critical, answer, changes, events } = criticalWith()
  const { vi, en } = ledger.name
  answer(shopWith({ ...structuredClone(ledger), name: { en: en!, vi: vi! } }))

  await critical.refresh()

  assert.equal(changes, [])
  assert.equal(events, [{ type: 'products-refreshed', products: 1, changed: false }])
})

criticalProducts('are fetched at the next use after an invalidation, and all who use them wait', async () => {
  const { critical, answer, fetches } = criticalWith()
  answer(shopWith(productNamed('a')))
  critical.invalidate()
  assert.is(fetches(), 0)

  const used = await Promise.all([critical.get('a'), critical.catalogue(), critical.get('a')])

  assert.is(used[0]?.slug, 'a')
  assert.is(used[2]?.slug, 'a')
  assert.is(fetches(), 1)
  await critical.get('a')
  assert.is(fetches(), 1)
})

criticalProducts('are tried once after an invalidation, and stay when that fails', async () => {
  const { critical, answer, fetches } = criticalWith()
  answer(new Error('down'))
  critical.invalidate()

  assert.equal(await critical.catalogue(), shop)
  assert.equal(await critical.get('ledger'), ledger)
  assert.is(fetches(), 1)
})

criticalProducts('that were asked for before an invalidation do not take the place of those after it', async () => {
  const landing: ((catalogue: StoredCatalogue) => void)[] = []
  const { critical, clock } = criticalWith({ fetch: () => new Promise((resolve) => landing.push(resolve)) })

  const before = critical.refresh()
  critical.invalidate()
  clock.now += 10
  const after = critical.get('new')
  landing[1]?.(shopWith(productNamed('new')))
  assert.is((await after)?.slug, 'new')
  landing[0]?.(shopWith(productNamed('old')))
  await before

  assert.is((await critical.get('new'))?.slug, 'new')
  assert.is(await critical.get('old'), undefined)
})

criticalProducts('can be adopted from another process, but not in place of newer ones', async () => {
  const { critical, clock, changes, refreshes } = criticalWith()
  critical.adopt({ catalogue: shopWith(productNamed('b')), askedAt: clock.now })

  critical.adopt({ catalogue: shopWith(productNamed('a')), askedAt: clock.now - 1 })

  assert.is((await critical.get('b'))?.slug, 'b')
  assert.equal(changes, [['ledger', 'b']])
  assert.is(critical.stats().ageSeconds, 0)
  assert.equal(refreshes, [])
})

criticalProducts('that were fetched here are told of, so that others can adopt them', async () => {
  const { critical, answer, clock, refreshes } = criticalWith()
  answer(shop)

  await critical.refresh()
  await critical.refresh()

  assert.equal(refreshes, [
    { catalogue: shop, askedAt: clock.now },
    { catalogue: shop, askedAt: clock.now },
  ])
})

criticalProducts('count what became of them', async () => {
  const { critical, answer } = criticalWith()
  await critical.get('ledger')
  answer(shop)
  await critical.refresh()
  await critical.get('ledger')
  await critical.get('nothing')
  await critical.catalogue()
  answer(new Error('down'))
  await critical.refresh()

  assert.equal(critical.stats(), { hits: 2, misses: 2, refreshes: 1, refreshErrors: 1, ageSeconds: 0 })
})

function criticalWith(parts: Partial<CriticalParts> = {}) {
  const clock = { now: 1_000_000 }
  const changes: (readonly string[])[] = []
  const refreshes: CriticalSet[] = []
  const events: ProductEvent[] = []
  let next: StoredCatalogue | Error = shop
  let fetches = 0
  const critical = createCriticalProducts({
    async fetch() {
      fetches++
      if (next instanceof Error) throw next
      return next
    },
    fallback: shop,
    now: () => clock.now,
    onRefresh: (set) => refreshes.push(set),
    onChange: (slugs) => changes.push(slugs),
    onEvent: (event) => events.push(event),
    ...parts,
  })
  const answer = (catalogue: StoredCatalogue | Error) => void (next = catalogue)
  return { critical, clock, changes, refreshes, events, fetches: () => fetches, answer }
}

criticalProducts.run()
