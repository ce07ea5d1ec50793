/** Two servers with one Redis, as two machines would have it. */
import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../core/lifecycle.ts'
import { build } from './builds.ts'
import { getBytes } from './http-get.ts'
import { startRedis, type TestRedis, withRedis } from './redis.ts'
import { type Served, withServer } from './serving.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { withTinyBuild } from './tiny-build.ts'
import { siteFile, type TinySite, writeTinySite } from './tiny-site.ts'

const replicas = suite('testing/replicas')

const secret = '0123456789abcdef0123456789abcdef'
/** Only a test that fails waits so long. */
const longMs = 30_000

/** Its pages say how often they were made, and wait for nobody. */
const counted =
  siteFile(`route('/counted/:name', { id: 'counted', page: Note, head, tags: (_, { name }) => ['counted', name],
  load: ({ name }) => ({ name: name + ' ' + (globalThis[Symbol.for('enddel.test.count')] ?? 0) }) }),`)

replicas('render a page once that 500 ask both for at once', () =>
  withTwo(async ({ one, two }) => {
    const asking = Array.from({ length: 500 }, (_, index) => getBytes(`${index % 2 ? one.url : two.url}/counted/a`, {}))
    const answers = await Promise.all(asking)

    assert.is(new Set(answers.map(({ status }) => status)).size, 1)
    assert.is(new Set(answers.map(({ text }) => text)).size, 1)
    assert.match(answers[0]!.text, 'Note a')
    assert.is(rendered(one) + rendered(two), 1)
  }),
)

replicas('hear of what was invalidated on the other, in memory and in the hot table', () =>
  withTwo(async ({ one, two }) => {
    await show(1)
    for (const { url } of [one, two, two, two]) await getBytes(`${url}/counted/a`, {})
    await getBytes(`${two.url}/counted/b`, {})
    await show(2)

    const heard = heardOf(two, 'invalidated')
    await invalidate(one, { tags: ['a'], hard: true })
    assert.ok(await within(longMs, heard), 'not heard of')

    assert.match((await getBytes(`${two.url}/counted/a`, {})).text, 'Note a 2')
    assert.match((await getBytes(`${one.url}/counted/a`, {})).text, 'Note a 2')
    assert.match((await getBytes(`${two.url}/counted/b`, {})).text, 'Note b 1')
    assert.is(rendered(one) + rendered(two), 3)
  }),
)

replicas('take no notice when Redis is killed under load, and share again when it is back', () =>
  withTwo(async ({ one, two, redis }) => {
    const failures: string[] = []
    let asked = 0
    let isOver = false
    const load = async ({ url }: Served, worker: number) => {
      for (let page = 0; !isOver; page++) {
        const { status, text } = await getBytes(`${url}/counted/${worker}-${page}`, {})
        asked++
        if (status !== 200 || !text.includes(`Note ${worker}-${page}`)) failures.push(`${status} ${text}`)
      }
    }
    const loads = [one, two, one, two].map(load)

    const down = Promise.all([heardOf(one, 'redis-down'), heardOf(two, 'redis-down')])
    await redis.kill()
    assert.ok(await within(longMs, down), 'nobody noticed')
    const before = asked
    while (asked < before + 50) await new Promise(setImmediate)
    const up = Promise.all([heardOf(one, 'redis-up'), heardOf(two, 'redis-up')])
    await redis.start()
    assert.ok(await within(longMs, up), 'nobody came back')
    isOver = true
    await Promise.all(loads)

    assert.equal(failures, [])
    assert.ok(await areShared(one, two), 'pages are not shared any more')
  }),
)

replicas('of an older build cannot bring its pages back into a newer one', () =>
  inTemporaryFolder(async (folder) => {
    const redis = await startRedis()
    try {
      const older = await writeTinySite(`${folder}/older`, counted)
      const newer = await writeTinySite(`${folder}/newer`, {
        ...counted,
        'site/site.css': 'h1 { color: red }',
      })
      await build(older)
      await build(newer)
      const options = { redisUrl: redis.url }
      await withServer(newer.out, options, async (next) => {
        await withServer(older.out, options, async (last) => {
          await show('new')
          const fresh = await getBytes(`${next.url}/counted/a`, {})
          await show('old')
          const stale = await getBytes(`${last.url}/counted/a`, {})

          assert.match(fresh.text, 'Note a new')
          assert.match(stale.text, 'Note a old')
        })
      })

      await withServer(newer.out, options, async (restarted) => {
        const page = await getBytes(`${restarted.url}/counted/a`, {})

        assert.match(page.text, 'Note a new')
        assert.match(String(page.headers['cache-status']), 'detail=redis')
        assert.is(rendered(restarted), 0)
      })
    } finally {
      await redis.close()
    }
  }),
)

replicas('start without Redis, answer, and share as soon as it is there', () =>
  withTwo(async ({ one, two, redis, where }) => {
    await redis.kill()
    await withServer(where.out, { redisUrl: redis.url }, async (late) => {
      assert.is((await getBytes(`${late.url}/counted/a`, {})).status, 200)
      const health = JSON.parse((await getBytes(`${late.url}/health`, {})).text) as { status: string }
      assert.is(health.status, 'degraded')
    })
    assert.is(rendered(one) + rendered(two), 0)
  }),
)

replicas.run()

interface Two {
  one: Served
  two: Served
  redis: TestRedis
  where: TinySite
}

async function withTwo(work: (two: Two) => Promise<void>): Promise<void> {
  await show(0)
  await withTinyBuild(
    (where) =>
      withRedis((redis) => {
        const options = { redisUrl: redis.url, adminSecret: secret }
        return withServer(where.out, options, (one) =>
          withServer(where.out, options, (two) => work({ one, two, redis, where })),
        )
      }),
    counted,
  )
}

/** Whether one shows what the other has made, soon; each part of a server finds back to Redis in its own time. */
async function areShared(one: Served, two: Served): Promise<boolean> {
  const until = performance.now() + longMs
  for (let page = 0; performance.now() < until; page++) {
    await getBytes(`${one.url}/counted/after-${page}`, {})
    const before = rendered(one) + rendered(two)
    await getBytes(`${two.url}/counted/after-${page}`, {})
    if (rendered(one) + rendered(two) === before) return true
  }
  return false
}

/** What pages say from now on. */
async function show(text: string | number): Promise<void> {
  Object.assign(globalThis, { [Symbol.for('enddel.test.count')]: text })
}

function rendered({ events }: Served): number {
  return events.filter(({ type }) => type === 'rendered').length
}

/** The next event of a type. */
async function heardOf({ emitter }: Served, type: string): Promise<void> {
  await once(emitter, type)
}

async function invalidate({ url }: Served, body: object): Promise<void> {
  const response = await fetch(`${url}/internal/cache/invalidate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: JSON.stringify(body),
  })
  assert.is(response.status, 200, await response.text())
}
