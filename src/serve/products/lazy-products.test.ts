import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { StoredProduct } from '../../content/catalogue.ts'
import { productNamed } from '../../testing/shop.ts'
import { createLazyProducts, type LazyParts } from './lazy-products.ts'

const lazyProducts = suite('serve/products/lazy-products')

lazyProducts('are fetched once, however many ask', async () => {
  const { lazy, fetched, answer } = lazyWith()
  answer(productNamed('a'))

  const got = await Promise.all(Array.from({ length: 50 }, () => lazy.get('a')))

  assert.equal(new Set(got.map((product) => product?.slug)), new Set(['a']))
  assert.equal(fetched, ['a'])
  assert.is((await lazy.get('a'))?.slug, 'a')
  assert.equal(fetched, ['a'])
})

lazyProducts('are fetched again when they are no longer fresh', async () => {
  const { lazy, fetched, answer, clock } = lazyWith()
  answer(productNamed('a', 1))
  await lazy.get('a')
  answer(productNamed('a', 2))

  clock.now += 999
  assert.is((await lazy.get('a'))?.price.amount, 1)
  clock.now += 1
  assert.is((await lazy.get('a'))?.price.amount, 2)
  assert.is(fetched.length, 2)
})

lazyProducts('are served stale when they cannot be fetched again', async () => {
  const { lazy, answer, clock, errors } = lazyWith()
  answer(productNamed('a', 1))
  await lazy.get('a')
  answer(new Error('down'))
  clock.now += 5_000

  assert.is((await lazy.get('a'))?.price.amount, 1)
  assert.equal(errors, ['a'])

  answer(productNamed('a', 2))
  assert.is((await lazy.get('a'))?.price.amount, 2)
})

lazyProducts('fail when nothing is known of them and they cannot be fetched', async () => {
  const { lazy, answer } = lazyWith()
  answer(new Error('down'))

  const failure: unknown = await lazy.get('a').catch((error: unknown) => error)

  assert.is((failure as Error).message, 'down')
})

lazyProducts('that do not exist are remembered for a short while', async () => {
  const { lazy, fetched, answer, clock } = lazyWith()
  answer(undefined)
  await lazy.get('a')
  answer(productNamed('a'))

  clock.now += 99
  assert.is(await lazy.get('a'), undefined)
  assert.is(fetched.length, 1)
  clock.now += 1
  assert.is((await lazy.get('a'))?.slug, 'a')
})

lazyProducts('that are gone are gone', async () => {
  const { lazy, answer, clock } = lazyWith()
  answer(productNamed('a'))
  await lazy.get('a')
  answer(undefined)
  clock.now += 1_000

  assert.is(await lazy.get('a'), undefined)
  assert.is(await lazy.get('a'), undefined)
  assert.is(lazy.stats().size, 0)
})

lazyProducts('are kept within the capacity, those used last longest', async () => {
  const { lazy, fetched, answer } = lazyWith({ capacity: 2 })
  for (const slug of ['a', 'b', 'a', 'c']) {
    answer(productNamed(slug))
    await lazy.get(slug)
  }

  await lazy.get('a')
  await lazy.get('c')
  assert.equal(fetched, ['a', 'b', 'c'])
  assert.is(lazy.stats().size, 2)

  await lazy.get('b')
  assert.equal(fetched, ['a', 'b', 'c', 'b'])
})

lazyProducts('are not pushed out by names that do not exist', async () => {
  const { lazy, fetched, answer } = lazyWith({ capacity: 2 })
  answer(productNamed('a'))
  await lazy.get('a')
  answer(undefined)
  for (let index = 0; index < 10; index++) await lazy.get(`none-${index}`)

  await lazy.get('a')

  assert.is(fetched.filter((slug) => slug === 'a').length, 1)
})

lazyProducts('are fetched afresh after an invalidation, and still there when that fails', async () => {
  const { lazy, answer } = lazyWith()
  answer(productNamed('a', 1))
  await lazy.get('a')

  lazy.invalidate()
  answer(new Error('down'))
  assert.is((await lazy.get('a'))?.price.amount, 1)
  answer(productNamed('a', 2))
  assert.is((await lazy.get('a'))?.price.amount, 2)
})

lazyProducts('that were being fetched at an invalidation are fetched once more', async () => {
  const landing: ((product: StoredProduct) => void)[] = []
  const { lazy } = lazyWith({ fetch: () => new Promise((resolve) => landing.push(resolve)) })

  const before = lazy.get('a')
  lazy.invalidate()
  const after = lazy.get('a')
  assert.is(landing.length, 2)
  landing[1]?.(productNamed('a', 2))
  await after
  landing[0]?.(productNamed('a', 1))
  await before
  const later = lazy.get('a')
  landing[2]?.(productNamed('a', 3))

  assert.is((await later)?.price.amount, 3)
})

lazyProducts('count what became of them', async () => {
  const { lazy, answer, clock } = lazyWith()
  answer(productNamed('a'))
  await lazy.get('a')
  await lazy.get('a')
  answer(new Error('down'))
  await lazy.get('b').catch(() => {})

  assert.equal(lazy.stats(), { hits: 1, misses: 2, fetchErrors: 1, size: 1, capacity: 8, lastLoadAt: clock.now })
})

function lazyWith(parts: Partial<LazyParts> = {}) {
  const clock = { now: 1_000_000 }
  const fetched: string[] = []
  const errors: string[] = []
  let next: StoredProduct | Error | undefined
  const lazy = createLazyProducts({
    async fetch(slug) {
      fetched.push(slug)
      if (next instanceof Error) throw next
      return next
    },
    capacity: 8,
    freshForMs: 1_000,
    missingForMs: 100,
    now: () => clock.now,
    onError: (slug) => errors.push(slug),
    ...parts,
  })
  return { lazy, clock, fetched, errors, answer: (product: StoredProduct | Error | undefined) => void (next = product) }
}

lazyProducts.run()
