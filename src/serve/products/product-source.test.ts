import { getTasks } from 'node-cron'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { before } from '../../core/lifecycle.ts'
import { ledger, productNamed, shop, shopWith } from '../../testing/shop.ts'
import {
  answers,
  type Behaviour,
  bytes,
  byPath,
  drips,
  endlessHead,
  hangs,
  json,
  resets,
  type StubUpstream,
  withUpstream,
} from '../../testing/stub-upstream.ts'
import type { ProductEvent } from './product-event.ts'
import { createProductSource, type ProductSource, type ProductSourceOptions } from './product-source.ts'

const productSource = suite('serve/products/product-source')

productSource('has the products of the build before it has started', async () => {
  await withSource(json(shopWith(productNamed('a'))), {}, async ({ source, upstream }) => {
    assert.equal(await slugsIn(source), ['ledger'])
    assert.equal(upstream.requests, [])
  })
})

productSource('has the products of the API once it has started, in the language of the page', async () => {
  await withSource(byPath({ '/v1/products': json(shopWith(productNamed('a'))) }), {}, async ({ source }) => {
    await source.start()

    const products = source.productsFor('fr', ['en', 'vi'])
    assert.is((await products.get('a'))?.name, 'Ledger')
    assert.is((await source.productsFor('vi', ['vi', 'en']).get('a'))?.name, 'Ví Ledger')
    assert.equal(
      (await products.list({ category: 'wallets' })).map(({ slug }) => slug),
      ['a'],
    )
    assert.equal(await products.list({ category: 'none' }), [])
    assert.is((await products.categories())[0]?.productCount, 1)
  })
})

productSource('fetches a product outside the critical set when it is asked for', async () => {
  const behaviour = byPath({ '/v1/products': json(shop), '/v1/products/rare': json(productNamed('rare')) })
  await withSource(behaviour, {}, async ({ source, upstream }) => {
    await source.start()
    const products = source.productsFor('en', ['en'])

    const got = await Promise.all(Array.from({ length: 20 }, () => products.get('rare')))

    assert.is(got.filter((product) => product?.name === 'Ledger').length, 20)
    assert.is(await products.get('nothing'), undefined)
    assert.equal(
      upstream.requests.map(({ url }) => url),
      ['/v1/products', '/v1/products/rare', '/v1/products/nothing'],
    )
    assert.is((await products.get('ledger'))?.slug, 'ledger')
    assert.is(upstream.requests.length, 3)
  })
})

productSource('asks for nothing that cannot be the name of a product', async () => {
  await withSource(json(shop), {}, async ({ source, upstream }) => {
    const products = source.productsFor('en', ['en'])

    assert.is(await products.get('../../admin'), undefined)
    assert.is(await products.get('A B'), undefined)
    assert.is(await products.get('a'.repeat(5_000)), undefined)
    assert.equal(upstream.requests, [])
  })
})

productSource('has the products of the build that the API can no longer tell of', async () => {
  const behaviour = byPath({ '/v1/products': json(shopWith(productNamed('a'))), '/v1/products/ledger': resets })
  await withSource(behaviour, {}, async ({ source, events }) => {
    await source.start()
    const products = source.productsFor('en', ['en'])

    assert.is((await products.get('ledger'))?.slug, 'ledger')
    assert.is(events.at(-1)?.type, 'product-failed')
  })
})

productSource('has not those of the build that the API has no longer', async () => {
  await withSource(byPath({ '/v1/products': json(shopWith(productNamed('a'))) }), {}, async ({ source }) => {
    await source.start()

    assert.is(await source.productsFor('en', ['en']).get('ledger'), undefined)
  })
})

productSource('answers pages whatever the API does', async () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
  const badDays: Behaviour[] = [
    answers(429, {}, ''),
    answers(500, {}, ''),
    bytes('garbage'),
    bytes(`${head}Content-Length: 999\r\n\r\n{"categories":[`),
    drips(`${head}\r\n`, ' ', 20),
    resets,
    hangs,
    endlessHead,
    answers(200, { 'Content-Type': 'text/html' }, '<html>'),
    json([]),
  ]
  for (const [index, badDay] of badDays.entries()) {
    await withSource(badDay, { timeoutMs: 100 }, async ({ source }) => {
      await source.start()
      source.invalidate()
      const products = source.productsFor('en', ['en'])

      assert.is((await products.get('ledger'))?.name, 'Ledger', String(index))
      assert.is(await products.get('rare'), undefined)
      assert.is((await products.list()).length, 1)
      assert.is((await products.categories()).length, 1)
      assert.ok(source.stats().critical.refreshErrors >= 1)
    })
  }
})

productSource('keeps what it had when the API breaks, critical or not', async () => {
  const clock = { now: Date.now() }
  const good = byPath({
    '/v1/products': json(shopWith(productNamed('a', 5))),
    '/v1/products/rare': json(productNamed('rare', 7)),
  })
  await withSource(good, { now: () => clock.now }, async ({ source, upstream }) => {
    await source.start()
    const products = source.productsFor('en', ['en'])
    await products.get('rare')
    upstream.behave(resets)
    clock.now += 3_600_000
    source.invalidate()

    assert.is((await products.get('a'))?.price.amount, 5)
    assert.is((await products.get('rare'))?.price.amount, 7)
    assert.is(source.stats().critical.ageSeconds, 3_600)
  })
})

productSource('has everything afresh after an invalidation', async () => {
  const with5 = byPath({
    '/v1/products': json(shopWith(productNamed('a', 5))),
    '/v1/products/rare': json(productNamed('rare', 5)),
  })
  const with6 = byPath({
    '/v1/products': json(shopWith(productNamed('a', 6))),
    '/v1/products/rare': json(productNamed('rare', 6)),
  })
  await withSource(with5, {}, async ({ source, upstream }) => {
    await source.start()
    const products = source.productsFor('en', ['en'])
    const amounts = async () => [(await products.get('a'))?.price.amount, (await products.get('rare'))?.price.amount]
    await amounts()
    upstream.behave(with6)
    assert.equal(await amounts(), [5, 5])

    source.invalidate()

    assert.equal(await amounts(), [6, 6])
  })
})

productSource('refreshes by the clock, and tells which products changed', async () => {
  await withSource(json(shop), { refreshCron: '* * * * * *' }, async ({ source, upstream }) => {
    const changed = new Promise<readonly string[]>((resolve) => source.onChange(resolve))
    const refreshed: number[] = []
    source.onRefresh(({ catalogue }) => refreshed.push(catalogue.products.length))
    await source.start()
    upstream.behave(json(shopWith(ledger, productNamed('new'))))

    assert.equal(await inTime(changed), ['new'])
    assert.equal(await slugsIn(source), ['ledger', 'new'])
    assert.is(refreshed[0], 1)
  })
})

productSource('leaves refreshing to another process where it may not', async () => {
  let asked = 0
  let hear: () => void
  const isAsked = new Promise<void>((resolve) => (hear = resolve))
  const mayRefresh = () => {
    if (++asked === 2) hear()
    return false
  }
  await withSource(json(shop), { refreshCron: '* * * * * *', mayRefresh }, async ({ source, upstream }) => {
    await source.start()
    await inTime(isAsked)

    assert.equal(upstream.requests, [])
    source.adopt({ catalogue: shopWith(productNamed('a')), askedAt: Date.now() })
    assert.equal(await slugsIn(source), ['a'])
  })
})

productSource('is silent when it is closed, and may be closed twice', async () => {
  await withSource(hangs, { refreshCron: '* * * * * *' }, async ({ source, upstream, events }) => {
    const starting = source.start()
    await upstream.asked(1)

    const tasks = getTasks().size
    await source.close()
    await source.close()
    await starting

    assert.is(getTasks().size, tasks - 1)
    assert.equal(events, [])
    assert.equal(await slugsIn(source), ['ledger'])
  })
})

/** Only a test that fails waits so long. */
function inTime<Result>(work: Promise<Result>): Promise<Result> {
  return before(10_000, work, () => new Error('nothing came'))
}

async function slugsIn(source: ProductSource): Promise<string[]> {
  const products = await source.productsFor('en', ['en']).list()
  return products.map(({ slug }) => slug)
}

async function withSource(
  behaviour: Behaviour,
  options: Partial<ProductSourceOptions>,
  work: (parts: { source: ProductSource; upstream: StubUpstream; events: ProductEvent[] }) => Promise<void>,
): Promise<void> {
  await withUpstream(behaviour, async (upstream) => {
    const events: ProductEvent[] = []
    const source = createProductSource(
      {
        base: `${upstream.url}/v1`,
        catalogue: shop,
        lazyCapacity: 8,
        freshForMs: 300_000,
        missingForMs: 30_000,
        refreshCron: '* * * * *',
        mayRefresh: () => true,
        timeoutMs: 10_000,
        restMs: 10_000,
        ...options,
      },
      (event) => events.push(event),
    )
    try {
      await work({ source, upstream, events })
    } finally {
      await source.close()
    }
  })
}

productSource.run()
