import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createHeard } from '../testing/heard.ts'
import { lessPatiently, patiently, withLink, withRedis } from '../testing/redis.ts'
import { freePort } from './free-port.ts'
import { refusalOf, refusalOfAsync } from '../testing/refusal.ts'
import { within } from './lifecycle.ts'
import { createRedis, type RedisEvent, type RedisLink } from './redis.ts'

const redis = suite('core/redis')

redis('runs commands, the first as soon as it is connected', async () => {
  await withLink(async ({ link, told }) => {
    const answer = await link.run((client) => client.ping())

    assert.is(answer, 'PONG')
    assert.is(link.isUp(), true)
    assert.equal(told.items, [{ type: 'redis-up' }])
  })
})

redis('passes on what Redis refuses, and is still up', async () => {
  await withLink(async ({ link, told }) => {
    for (let i = 0; i < 6; i++) {
      const error = await refusalOfAsync(link.run((client) => client.call('no-such-command')))
      assert.is(error.code, 'E_REDIS')
      assert.match(error.message, 'unknown command')
    }

    assert.is(await link.run((client) => client.ping()), 'PONG')
    assert.equal(told.items, [{ type: 'redis-up' }])
  })
})

redis('is refused while nobody is there, and told once', async () => {
  const told = createHeard<RedisEvent>()
  const link = createRedis(`redis://127.0.0.1:${await freePort()}`, told.add)

  const first = await refusalOfAsync(link.run((client) => client.ping()))
  let asked = 0
  const second = await refusalOfAsync(link.run(async () => asked++))
  await link.close()

  assert.match(first.message, 'ECONNREFUSED')
  assert.is(asked, 0)
  assert.is(second.code, 'E_REDIS')
  assert.is(link.isUp(), false)
  assert.equal(
    told.items.map(({ type }) => type),
    ['redis-down'],
  )
})

redis('comes back after Redis was killed and started again', async () => {
  await withLink(async ({ link, told, kill, start }) => {
    await link.run((client) => client.set('key', 'value'))
    await kill()
    await told.until(changes(2))
    await refusalOfAsync(link.run((client) => client.get('key')))
    await start()
    await told.until(changes(3))

    assert.is(await link.run((client) => client.get('key')), null)
    assert.equal(
      told.items.map(({ type }) => type),
      ['redis-up', 'redis-down', 'redis-up'],
    )
  })
})

redis('asks a stopped Redis five times, then no more until it answers again', async () => {
  await withLink(async ({ link, told, stop, cont }) => {
    await link.run((client) => client.ping())
    stop()
    for (let i = 0; i < 5; i++) await refusalOfAsync(link.run((client) => client.ping()))

    assert.equal(told.items[1], { type: 'redis-down', reason: 'it does not answer' })
    let asked = 0
    await refusalOfAsync(link.run(async () => asked++))
    assert.is(asked, 0)
    cont()
    await told.until(changes(3))
    assert.is(await link.run((client) => client.ping()), 'PONG')
    assert.is(told.items.length, 3)
  }, lessPatiently)
})

redis('does not wait long for an answer', async () => {
  await withLink(async ({ link, told, stop }) => {
    await told.until(changes(1))
    stop()

    const refused = refusalOfAsync(link.run((client) => client.ping()))

    assert.ok(await within(3_000, refused))
  }, {})
})

redis('lets one command test whether Redis answers again, and no other wait for it', async () => {
  await withLink(async ({ link, told, stop, cont }) => {
    await link.run((client) => client.ping())
    stop()
    for (let i = 0; i < 5; i++) await refusalOfAsync(link.run((client) => client.ping()))
    cont()
    await told.until(changes(3))
    let answer = () => {}
    const test = link.run(() => new Promise<void>((resolve) => (answer = resolve)))

    const meanwhile = refusalOfAsync(link.run((client) => client.ping()))
    await within(1_000, meanwhile)
    answer()
    await test

    assert.match((await meanwhile).message, 'being tested')
    assert.is(await link.run((client) => client.ping()), 'PONG')
  }, lessPatiently)
})

redis('never sends again what had no answer', async () => {
  await withLink(async ({ link, told, stop, kill, start }) => {
    await link.run((client) => client.ping())
    stop()
    await refusalOfAsync(link.run((client) => client.incr('counter')))
    await kill()
    await told.until(changes(2))
    await start()
    await told.until(changes(3))

    assert.is(await link.run((client) => client.get('counter')), null)
  }, lessPatiently)
})

redis('hears a channel, and of every time when it may have missed something', async () => {
  await withLink(async ({ link, client, kill, start }) => {
    const heard = createHeard<string>()
    link.listen(
      'channel',
      (message) => heard.add(message),
      () => heard.add('gap'),
    )
    await heard.until((items) => items.length === 1)
    await client.publish('channel', 'one')
    await client.publish('other', 'not this')
    await heard.until((items) => items.includes('one'))
    await kill()
    await heard.until((items) => items.length === 3)
    await start()
    await heard.until((items) => items.length === 4)
    await client.publish('channel', 'two')
    await heard.until((items) => items.includes('two'))

    assert.equal(heard.items, ['gap', 'one', 'gap', 'gap', 'two'])
  })
})

redis('notices while it listens that Redis is stopped', async () => {
  await withLink(async ({ link, client, stop, cont }) => {
    const heard = createHeard<string>()
    link.listen('channel', heard.add, () => heard.add('gap'))
    await heard.until((items) => items.length === 1)
    stop()
    await heard.until((items) => items.length === 2)
    cont()
    await heard.until((items) => items.length === 3)
    await client.publish('channel', 'message')
    await heard.until((items) => items.includes('message'))

    assert.equal(heard.items, ['gap', 'gap', 'gap', 'message'])
  }, lessPatiently)
})

redis('names the variable when the address is wrong', () => {
  const error = refusalOf(() => createRedis('http://:secret@localhost', () => {}))

  assert.is(error.code, 'E_USAGE')
  assert.is(error.message, 'REDIS_URL is "http://***@localhost"')
})

redis('never tells the password', async () => {
  await withRedis(async ({ client, port }) => {
    await client.config('SET', 'requirepass', 's3cret')
    const told = createHeard<RedisEvent>()
    const right = createRedis(`redis://:s3cret@127.0.0.1:${port}`, told.add, patiently)
    const wrong = createRedis(`redis://:n0secret@127.0.0.1:${port}`, told.add, patiently)
    const nowhere = createRedis(`redis://:127.0.0.1@127.0.0.1:${await freePort()}`, told.add)

    const echoed = await refusalOfAsync(right.run((client) => client.call('s3cret')))
    const refused = await refusalOfAsync(wrong.run((client) => client.ping()))
    const missed = await refusalOfAsync(nowhere.run((client) => client.ping()))
    await Promise.all([right.close(), wrong.close(), nowhere.close()])

    assert.match(echoed.message, "unknown command '***'")
    assert.is(echoed.cause, undefined)
    assert.match(refused.message, 'WRONGPASS')
    assert.match(missed.message, 'ECONNREFUSED ***')
    assert.not.match(JSON.stringify(told.items), /s3cret|n0secret|127\.0\.0\.1/)
  })
})

redis('speaks TLS to rediss:// and nothing else', async () => {
  await withRedis(async ({ port }) => {
    const link = createRedis(`rediss://127.0.0.1:${port}`, () => {})

    const error = await refusalOfAsync(link.run((client) => client.ping()))
    await link.close()

    assert.is(error.code, 'E_REDIS')
  })
})

redis('closes all its connections, twice as well as once', async () => {
  await withRedis(async ({ url, client }) => {
    const link = createRedis(url, () => {}, patiently)
    await link.run((client) => client.ping())
    const heard = createHeard<string>()
    const listening = link.listen('channel', heard.add, () => heard.add('gap'))
    link.listen('channel', heard.add, () => heard.add('gap'))
    await heard.until((items) => items.length === 2)

    await listening.close()
    await Promise.all([link.close(), link.close(), listening.close()])

    assert.is(
      String(await client.client('LIST'))
        .trim()
        .split('\n').length,
      1,
    )
    assert.match((await refusalOfAsync(link.run((client) => client.ping()))).message, 'closed')
    assert.is(link.isUp(), false)
  })
})

redis('can be closed before it is connected, while Redis is stopped and while it is gone', async () => {
  await withRedis(async ({ url, kill, stop }) => {
    const links = [0, 1, 2].map(() => createRedis(url, () => {}, patiently))
    const [young, stopped, gone] = links as [RedisLink, RedisLink, RedisLink]
    const refused = refusalOfAsync(young.run((client) => client.ping()))
    await young.close()
    await Promise.all([stopped.run((client) => client.ping()), gone.run((client) => client.ping())])
    stop()
    await stopped.close()
    await kill()
    await gone.close()

    assert.match((await refused).message, 'closed')
  })
})

function changes(count: number): (items: readonly RedisEvent[]) => boolean {
  return (items) => items.length >= count
}

redis.run()
