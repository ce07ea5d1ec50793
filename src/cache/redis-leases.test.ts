import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createRedis } from '../core/redis.ts'
import { leasesSuite, soon } from '../testing/leases-suite.ts'
import { lessPatiently, patiently, startRedis, withLink } from '../testing/redis.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { createRedisLeases } from './redis-leases.ts'

leasesSuite('cache/redis-leases, as leases', async () => {
  const server = await startRedis()
  const link = () => createRedis(server.url, () => {}, patiently)
  const links = [link(), link()] as const
  const [mine, theirs] = [createRedisLeases(links[0]), createRedisLeases(links[1])]
  return {
    mine,
    theirs,
    async close() {
      await Promise.all([mine.close(), theirs.close()])
      await Promise.all(links.map((link) => link.close()))
      await server.close()
    },
  }
})

const redisLeases = suite('cache/redis-leases')

const long = 60_000

redisLeases('end with their time, and leave nothing in Redis when they are released', async () => {
  await withLink(async ({ link, client }) => {
    const leases = createRedisLeases(link)

    const lease = await leases.acquire('/', 10_000)
    const left = await client.pttl('enddel:lease:/')
    await lease!.release()
    await leases.close()

    assert.ok(left > 0 && left <= 10_000)
    assert.equal(await client.keys('*'), [])
  })
})

redisLeases('take the place of garbage, which nobody would release', async () => {
  await withLink(async ({ link, client }) => {
    const leases = createRedisLeases(link)
    await client.set('enddel:lease:/a', 'garbage')
    await client.rpush('enddel:lease:/b', 'garbage')

    const held = [await leases.acquire('/a', long), await leases.acquire('/b', long)]
    await Promise.all(held.map((lease) => lease!.release()))
    await leases.close()

    assert.equal(await client.keys('*'), [])
  })
})

redisLeases('reject while Redis is gone, and work when it is there again', async () => {
  await withLink(async ({ link, told, kill, start }) => {
    const leases = createRedisLeases(link)
    const lost = await leases.acquire('/', long)
    await kill()
    await told.until((events) => events.length === 2)

    const refused = await refusalOfAsync(leases.acquire('/', long))
    await lost!.release()
    await start()
    await told.until((events) => events.length === 3)
    const lease = await leases.acquire('/', long)
    await leases.close()

    assert.is(refused.code, 'E_REDIS')
    assert.ok(lease)
  })
})

redisLeases('reject what a full Redis does not take', async () => {
  await withLink(async ({ link, client }) => {
    const leases = createRedisLeases(link)
    await client.config('SET', 'maxmemory', '1')

    const refused = await refusalOfAsync(leases.acquire('/', long))
    await leases.close()

    assert.match(refused.message, 'OOM')
  })
})

redisLeases('reject for those who wait when Redis is killed', async () => {
  await withLink(async ({ link, told, kill }) => {
    const leases = createRedisLeases(link)
    await leases.acquire('/', long)
    const waiting = refusalOfAsync(leases.acquire('/', long))
    await roundTrip(leases)

    await kill()

    assert.is((await soon(waiting)).code, 'E_REDIS')
    await told.until((events) => events.length === 2)
    await leases.close()
  })
})

redisLeases('reject for those who wait when Redis is stopped', async () => {
  await withLink(async ({ link, stop }) => {
    const leases = createRedisLeases(link)
    await leases.acquire('/', long)
    const waiting = refusalOfAsync(leases.acquire('/', long))
    await roundTrip(leases)

    stop()

    assert.is((await soon(waiting)).code, 'E_REDIS')
    await leases.close()
  }, lessPatiently)
})

redisLeases('are given back when Redis gave them too late', async () => {
  await withLink(async ({ link, client, stop, cont }) => {
    const leases = createRedisLeases(link)
    await roundTrip(leases)
    stop()

    await refusalOfAsync(leases.acquire('/', long))
    cont()
    await client.ping()
    await roundTrip(leases)

    assert.is(await client.exists('enddel:lease:/'), 0)
    await leases.close()
  }, lessPatiently)
})

async function roundTrip({ acquire }: ReturnType<typeof createRedisLeases>): Promise<void> {
  await (await acquire('round trip', long))?.release()
}

redisLeases.run()
