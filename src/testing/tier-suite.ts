import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry } from '../cache/entry.ts'
import type { SharedTier } from '../cache/tier.ts'

/** What every tier does, run against a real one: `make` gives an empty tier for each test. */
export function tierSuite(name: string, make: () => Promise<{ tier: SharedTier; close(): Promise<void> }>): void {
  const contract = suite(name)

  async function withTier(work: (tier: SharedTier) => Promise<void>): Promise<void> {
    const { tier, close } = await make()
    try {
      await work(tier)
    } finally {
      await close()
    }
  }

  const key = { build: 'build-1', address: '/vi/coin/btc' }

  contract('gives back what was written', () =>
    withTier(async (tier) => {
      const entry = entryOf({
        bodies: { html: Buffer.from('<h1>Giá</h1>'), br: Buffer.from([0, 255, 13, 10]) },
        meta: { status: 200, hash: 'abc', nested: [null, { a: 'ảnh' }] },
        lifetime: { freshForMs: 60_000, staleForMs: 1, staleIfErrorMs: 2 },
        tags: ['coin:btc', 'tiền'],
      })

      await tier.write(key, entry)

      assert.equal(comparable(await tier.read(key)), comparable(entry))
    }),
  )

  contract('has nothing under a key that was not written', () =>
    withTier(async (tier) => {
      await tier.write(key, entryOf({}))

      assert.is(await tier.read({ ...key, address: '/vi/coin/eth' }), undefined)
    }),
  )

  contract('minds only the build and the address of a key', () =>
    withTier(async (tier) => {
      const place = { ...key, names: ['/coin/btc'] }

      await tier.write(place, entryOf({ meta: 'same' }))

      assert.is((await tier.read(key))?.meta, 'same')
      assert.is((await tier.read(place))?.meta, 'same')
    }),
  )

  contract('puts what is newer in the place of what is older', () =>
    withTier(async (tier) => {
      await tier.write(key, entryOf({ version: 9, madeAt: Date.now(), meta: 'old' }))
      await tier.write(key, entryOf({ version: 10, madeAt: Date.now() - 1_000, meta: 'new' }))

      assert.is((await tier.read(key))?.meta, 'new')
    }),
  )

  contract('refuses what is older, without a failure', () =>
    withTier(async (tier) => {
      await tier.write(key, entryOf({ version: 10, madeAt: Date.now() - 1_000, meta: 'new' }))
      await tier.write(key, entryOf({ version: 9, madeAt: Date.now(), meta: 'old' }))

      assert.is((await tier.read(key))?.meta, 'new')
    }),
  )

  contract('lets the time of making decide between equal versions', () =>
    withTier(async (tier) => {
      const madeAt = Date.now()
      await tier.write(key, entryOf({ madeAt, meta: 'second' }))
      await tier.write(key, entryOf({ madeAt: madeAt - 1, meta: 'first' }))
      const afterOlder = await tier.read(key)
      await tier.write(key, entryOf({ madeAt: madeAt + 1, meta: 'third' }))

      assert.is(afterOlder?.meta, 'second')
      assert.is((await tier.read(key))?.meta, 'third')
    }),
  )

  contract('writes again what is just as new', () =>
    withTier(async (tier) => {
      const madeAt = Date.now()
      await tier.write(key, entryOf({ madeAt, meta: 'first' }))
      await tier.write(key, entryOf({ madeAt, meta: 'again' }))

      assert.is((await tier.read(key))?.meta, 'again')
    }),
  )

  contract('tells the largest versions apart', () =>
    withTier(async (tier) => {
      await tier.write(key, entryOf({ version: Number.MAX_SAFE_INTEGER - 1, meta: 'old' }))
      await tier.write(key, entryOf({ version: Number.MAX_SAFE_INTEGER, madeAt: Date.now() - 1_000, meta: 'new' }))
      await tier.write(key, entryOf({ version: Number.MAX_SAFE_INTEGER - 1, madeAt: Date.now() + 1_000, meta: 'old' }))

      const read = await tier.read(key)

      assert.is(read?.meta, 'new')
      assert.is(read?.version, Number.MAX_SAFE_INTEGER)
    }),
  )

  contract('has nothing left when the life of an entry is over', () =>
    withTier(async (tier) => {
      const lifetime = { freshForMs: 1_000, staleForMs: 2_000, staleIfErrorMs: 3_000 }

      await tier.write(key, entryOf({ lifetime, madeAt: Date.now() - 4_000 }))

      assert.is(await tier.read(key), undefined)
    }),
  )

  contract('keeps an entry that may be used only when making another fails', () =>
    withTier(async (tier) => {
      const lifetime = { freshForMs: 1_000, staleForMs: 0, staleIfErrorMs: 60_000 }

      await tier.write(key, entryOf({ lifetime, madeAt: Date.now() - 4_000, meta: 'late' }))

      assert.is((await tier.read(key))?.meta, 'late')
    }),
  )

  contract('does not go back to what was there before an entry whose life is over', () =>
    withTier(async (tier) => {
      const lifetime = { freshForMs: 1_000, staleForMs: 0, staleIfErrorMs: 0 }
      await tier.write(key, entryOf({ version: 1 }))

      await tier.write(key, entryOf({ version: 2, lifetime, madeAt: Date.now() - 2_000 }))

      assert.is(await tier.read(key), undefined)
    }),
  )

  contract('keeps builds apart', () =>
    withTier(async (tier) => {
      await tier.write(key, entryOf({ version: 2, meta: 'one' }))
      await tier.write({ ...key, build: 'build-2' }, entryOf({ version: 1, meta: 'two' }))

      assert.is((await tier.read(key))?.meta, 'one')
      assert.is((await tier.read({ ...key, build: 'build-2' }))?.meta, 'two')
      assert.is(await tier.read({ ...key, build: 'build-3' }), undefined)
    }),
  )

  contract('takes any address', () =>
    withTier(async (tier) => {
      for (const address of oddAddresses) await tier.write({ ...key, address }, entryOf({ meta: address }))

      const read = await Promise.all(oddAddresses.map((address) => tier.read({ ...key, address })))

      assert.equal(
        read.map((entry) => entry?.meta),
        oddAddresses,
      )
    }),
  )

  contract('keeps large bodies and empty ones', () =>
    withTier(async (tier) => {
      const bodies = { html: Buffer.alloc(3_000_000, 'Giá vàng '), empty: Buffer.alloc(0) }
      const entry = entryOf({ bodies })

      await tier.write(key, entry)

      assert.equal(comparable(await tier.read(key)), comparable(entry))
    }),
  )

  contract('keeps an entry without bodies and tags', () =>
    withTier(async (tier) => {
      const entry = entryOf({ bodies: {}, tags: [], meta: null })

      await tier.write(key, entry)

      assert.equal(comparable(await tier.read(key)), comparable(entry))
    }),
  )

  contract('has a whole entry after many were written at once', () =>
    withTier(async (tier) => {
      const numbers = Array.from({ length: 20 }, (_, index) => index)
      const entries = numbers.map((version) => entryOf({ version, bodies: { html: Buffer.alloc(50_000, version) } }))

      await Promise.all(entries.map((entry) => tier.write(key, entry)))

      const read = await tier.read(key)
      assert.equal(comparable(read), comparable(entries[read?.version ?? -1]))
    }),
  )

  contract('is closed twice without harm', () =>
    withTier(async (tier) => {
      await tier.close()

      assert.is(await tier.close(), undefined)
    }),
  )

  contract.run()
}

const oddAddresses = [
  '/',
  '/a/../../../../etc/passwd',
  '/..',
  '/%2e%2e/%00',
  '/a\0b',
  '/a\r\nSET b c',
  '/*?[a]{b}:c d',
  '/giá-vàng/日本/🪙',
  '/A',
  '/a',
  '/a/',
  '/a.entry',
  `/${'long/'.repeat(2_000)}`,
]

/** A living entry, with what matters to the test. */
function entryOf(what: Partial<Entry>): Entry {
  return {
    bodies: { html: Buffer.from('<p>') },
    meta: {},
    madeAt: Date.now(),
    lifetime: { freshForMs: 60_000, staleForMs: 60_000, staleIfErrorMs: 60_000 },
    tags: [],
    version: 1,
    ...what,
  }
}

/** Two kinds of byte arrays are as good as each other. */
function comparable(entry: Entry | undefined): unknown {
  const bodies = Object.entries(entry?.bodies ?? {}).map(([name, body]) => [name, Buffer.from(body).toString('base64')])
  return { ...entry, bodies: Object.fromEntries(bodies) }
}
