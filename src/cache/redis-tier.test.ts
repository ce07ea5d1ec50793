import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createRedis } from '../core/redis.ts'
import { lessPatiently, type LinkedRedis, patiently, startRedis, withLink } from '../testing/redis.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { tierSuite } from '../testing/tier-suite.ts'
import type { Entry } from './entry.ts'
import { createRedisTier } from './redis-tier.ts'
import type { SharedTier } from './tier.ts'

tierSuite('cache/redis-tier, as a tier', async () => {
  const server = await startRedis()
  const link = createRedis(server.url, () => {}, patiently)
  const tier = createRedisTier(link)
  return {
    tier,
    async close() {
      await tier.close()
      await link.close()
      await server.close()
    },
  }
})

const redisTier = suite('cache/redis-tier')

const key = { build: 'build', address: '/vi/coin/btc' }
const name = 'enddel:page:build:/vi/coin/btc'

redisTier('has Redis forget an entry at the end of its life', async () => {
  await withTier(async ({ tier, client }) => {
    const lifetime = { freshForMs: 60_000, staleForMs: 5_000, staleIfErrorMs: 30_000.5 }
    const madeAt = Date.now()

    await tier.write(key, entryOf({ lifetime, madeAt }))

    assert.is(await client.pexpiretime(name), madeAt + 90_001)
  })
})

redisTier('takes lives and versions as large as numbers can be', async () => {
  await withTier(async ({ tier, client }) => {
    const lifetime = { freshForMs: 1e300, staleForMs: 0, staleIfErrorMs: 0 }

    await tier.write(key, entryOf({ lifetime, version: Number.MAX_SAFE_INTEGER }))

    assert.is((await tier.read(key))?.version, Number.MAX_SAFE_INTEGER)
    assert.is(await client.hget(name, 'version'), '9007199254740991')
  })
})

redisTier('does not write what is larger than 5 MiB', async () => {
  await withTier(async ({ tier, client }) => {
    await tier.write(key, entryOf({ bodies: { html: Buffer.alloc(5 * 1024 * 1024) } }))
    const tooLarge = await client.exists(name)
    await tier.write(key, entryOf({ bodies: { html: Buffer.alloc(5 * 1024 * 1024 - 1_024) } }))

    assert.is(tooLarge, 0)
    assert.is(await client.exists(name), 1)
  })
})

redisTier('takes a value of another type for nothing, and writes over it', async () => {
  await withTier(async ({ tier, client }) => {
    await client.set(name, 'garbage')

    const before = await tier.read(key)
    await tier.write(key, entryOf({ meta: 'mine' }))

    assert.is(before, undefined)
    assert.is((await tier.read(key))?.meta, 'mine')
  })
})

redisTier('takes damaged bytes for nothing, and writes over them even if they seem newer', async () => {
  await withTier(async ({ tier, client }) => {
    await tier.write(key, entryOf({ version: 9 }))
    const bytes = (await client.hgetBuffer(name, 'bytes'))!
    bytes[bytes.length - 1]! ^= 1
    await client.hset(name, 'bytes', bytes)

    const before = await tier.read(key)
    await tier.write(key, entryOf({ version: 1, meta: 'mine' }))

    assert.is(before, undefined)
    assert.is((await tier.read(key))?.meta, 'mine')
  })
})

redisTier('writes over a hash that is not its own', async () => {
  await withTier(async ({ tier, client }) => {
    await client.hset(name, { version: '1', madeAt: 'tomorrow', bytes: 'garbage' })

    await tier.write(key, entryOf({ meta: 'mine' }))

    assert.is((await tier.read(key))?.meta, 'mine')
  })
})

redisTier('rejects what a full Redis does not take, and still reads', async () => {
  await withTier(async ({ tier, client }) => {
    await tier.write(key, entryOf({ meta: 'there' }))
    await client.config('SET', 'maxmemory-policy', 'noeviction')
    await client.config('SET', 'maxmemory', '1')

    const refused = await refusalOfAsync(tier.write(key, entryOf({ version: 2 })))

    assert.match(refused.message, 'OOM')
    assert.is((await tier.read(key))?.meta, 'there')
  })
})

redisTier('rejects while Redis is stopped or gone, and works when it is there again', async () => {
  await withTier(async ({ tier, told, stop, kill, start }) => {
    await tier.write(key, entryOf({}))
    stop()
    const stopped = await refusalOfAsync(tier.read(key))
    await kill()
    const gone = await refusalOfAsync(tier.write(key, entryOf({})))
    await start()
    await told.until((events) => events.length === 3)

    assert.is(stopped.code, 'E_REDIS')
    assert.is(gone.code, 'E_REDIS')
    assert.is(await tier.read(key), undefined)
    await tier.write(key, entryOf({ meta: 'back' }))
    assert.is((await tier.read(key))?.meta, 'back')
  }, lessPatiently)
})

function withTier(
  work: (redis: LinkedRedis & { tier: SharedTier }) => Promise<void>,
  options = patiently,
): Promise<void> {
  return withLink((redis) => work({ ...redis, tier: createRedisTier(redis.link) }), options)
}

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

redisTier.run()
