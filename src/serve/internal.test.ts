import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { before } from '../core/lifecycle.ts'
import { createBoard } from '../market/board.ts'
import type { Figure, MarketChange } from '../market/figure.ts'
import { requireCurrent } from '../output/current.ts'
import { fieldOf, KeepAliveClient } from '../testing/keep-alive-client.ts'
import { pagePaths } from '../testing/page-files.ts'
import { freePort } from '../core/free-port.ts'
import { serveOptions, withServer } from '../testing/serving.ts'
import { hangs, json, withUpstream } from '../testing/stub-upstream.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'
import type { Answer } from './answer.ts'
import { createInternal, type InternalParts } from './internal.ts'
import { loadRelease } from './release.ts'

const internal = suite('serve/internal')

const noMetrics: Pick<InternalParts, 'metrics'> = { metrics: () => Promise.resolve([]) }

/** Internal paths of a server in a state of the test's choosing, on a real build. */
const nothing = {
  state: () => 'ready' as const,
  releaseProblem: () => undefined,
  isRedisUp: undefined,
  board: createBoard(),
  market: 'off' as const,
}

function withInternal(
  parts: Partial<InternalParts>,
  work: (ask: (path: string) => Promise<{ status: number; body: Record<string, unknown> }>) => Promise<void>,
): Promise<void> {
  return withTinyBuild(async ({ out }) => {
    const release = await loadRelease(out, await requireCurrent(out), {
      ...serveOptions,
      openProducts: undefined,
      board: createBoard(),
      showSnapshot() {},
    })
    const answer = createInternal({ release: () => release, ...nothing, ...noMetrics, ...parts })
    try {
      await work(async (path) => textOf(await answer(path)))
    } finally {
      await release.close()
    }
  })
}

function textOf(answer: Answer | undefined) {
  if (answer?.kind !== 'text') throw new Error('no text')
  return { status: answer.status, body: JSON.parse(answer.body) as Record<string, unknown> }
}

internal('is alive in every state, and ready in one', async () => {
  const states: InternalParts['state'][] = [() => 'warming', () => 'ready', () => 'stopping']
  const seen: unknown[] = []
  for (const state of states)
    await withInternal({ state }, async (ask) => {
      seen.push([(await ask('/livez')).status, (await ask('/readyz')).status, (await ask('/readyz')).body.status])
      assert.is((await ask('/health')).status, 200)
    })

  assert.equal(seen, [
    [200, 503, 'warming'],
    [200, 200, 'ready'],
    [200, 503, 'stopping'],
  ])
})

internal('tells what is degraded, and that pages are served all the same', async () => {
  const well = async (ask: (path: string) => Promise<{ status: number; body: Record<string, unknown> }>) => {
    const { status, body } = await ask('/health')
    assert.is(status, 200)
    return body
  }

  await withInternal({}, async (ask) => {
    const { status, pages, damagedPages, problems, redis } = await well(ask)
    assert.equal([status, pages, damagedPages, problems, redis], ['ok', 3, 0, undefined, undefined])
  })
  await withInternal({ isRedisUp: () => true }, async (ask) => {
    const { status, redis, problems } = await well(ask)
    assert.equal([status, redis, problems], ['ok', 'up', undefined])
  })
  await withInternal({ isRedisUp: () => false, releaseProblem: () => 'secret path' }, async (ask) => {
    const { status, redis, problems } = await well(ask)
    assert.equal([status, redis, Object.keys(problems as object)], ['degraded', 'down', ['build', 'redis']])
    assert.not.match(JSON.stringify(problems), 'secret path')
  })
})

internal('tells how old prices are where there is a market', async () => {
  const board = createBoard()
  const state = async () => {
    let seen: unknown
    await withInternal({ board, market: 'live' }, async (ask) => {
      const { status, prices, problems } = (await ask('/health')).body
      seen = [status, prices, problems]
    })
    return seen
  }
  const price = (seq: number, status: Figure['status']): MarketChange => {
    return { kind: 'change', epoch: 'a', seq, figures: { 'BTC.price': { value: 1, at: 0, source: 'test', status } } }
  }

  const unavailable = await state()
  board.apply(price(1, 'live'))
  const live = await state()
  board.apply(price(2, 'stale'))
  const stale = await state()

  const told = (what: string) => ({ market: `prices are ${what}; the last good ones show, with their age` })
  assert.equal(unavailable, ['degraded', 'unavailable', told('unavailable')])
  assert.equal(live, ['ok', 'live', undefined])
  assert.equal(stale, ['degraded', 'stale', told('stale')])
})

internal('has no answer for other paths', () =>
  withInternal({}, async () => {
    const answer = createInternal({
      release: () => {
        throw new Error('not asked for')
      },
      ...nothing,
      ...noMetrics,
    })

    const others = ['/', '/healthz', '/health/', '/metrics/x', '/constructor', 'constructor', 'toString', '__proto__']
    assert.equal(
      others.map((path) => answer(path)),
      others.map(() => undefined),
    )
  }),
)

internal('tells of damaged pages and of an API that never answered, and serves pages without them', () =>
  withTinyBuild(async ({ out }) => {
    const { build } = await requireCurrent(out)
    await writeFile((await pagePaths(out, '/report/1')).br, 'not what was written')
    const productApiBase = `http://127.0.0.1:${await freePort()}/api`

    await withServer(out, { productApiBase }, async ({ url }) => {
      const client = await KeepAliveClient.connect(url)
      const page = await client.ask('/report/1')
      const health = JSON.parse((await client.ask('/health')).body)
      client.close()

      assert.is(page.status, 200)
      assert.equal([health.status, health.build, health.damagedPages], ['degraded', build, 1])
      assert.equal(Object.keys(health.problems), ['pages', 'products'])
      assert.is(health.productsAgeSeconds, null)
    })
  }),
)

internal('counts answers by their status, and requests whose client went before', () =>
  withUpstream(json([]), (upstream) =>
    withTinyBuild(({ out }) =>
      withServer(out, { productApiBase: upstream.url }, async ({ url, emitter }) => {
        const client = await KeepAliveClient.connect(url)
        const first = await client.ask('/')
        await client.ask('/', { fields: `If-None-Match: ${fieldOf(first, 'etag')}\r\n` })
        await client.ask('/nowhere')
        await client.ask('/health')
        const asked = upstream.requests.length
        upstream.behave(hangs)
        const impatient = connect(Number(new URL(url).port), '127.0.0.1')
        impatient.write('GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n')
        await upstream.asked(asked + 1)
        const counted = new Promise<void>((resolve) =>
          emitter.on('answered', ({ status }: { status: number }) => status === 499 && resolve()),
        )
        impatient.resetAndDestroy()
        await before(5_000, counted, () => new Error('nobody noticed that the client went'))

        const { body } = await client.ask('/metrics')
        client.close()

        const answers = [...body.matchAll(/^enddel_http_responses_total\{status="(\dxx)"\} (\d+)$/gm)]
        assert.equal(Object.fromEntries(answers.map(([, status, count]) => [status, Number(count)])), {
          '2xx': 2,
          '3xx': 1,
          '4xx': 2,
        })
      }),
    ),
  ),
)

internal('tells the same at the names of the predecessors, never from a cache, and only to be read', () =>
  withTinyBuild(({ out }) =>
    withServer(out, {}, async ({ url }) => {
      const client = await KeepAliveClient.connect(url)
      const get = (path: string) => client.ask(path)

      const stats = [await get('/cache-stats'), await get('/internal/metrics/cache'), await get('/admin/cache/stats')]
      const texts = [await get('/metrics'), await get('/internal/metrics/cache/prometheus')]
      const health = [await get('/health'), await get('/api/health')]
      const posted = await client.ask('/metrics', { method: 'POST' })
      client.close()

      assert.equal(new Set(stats.map(({ body }) => body)).size, 1)
      assert.equal(new Set(health.map(({ body }) => body)).size, 1)
      for (const text of texts) {
        assert.match(text.body, /^# TYPE enddel_ssr_cache_lookups_total counter$/m)
        assert.is(fieldOf(text, 'content-type'), 'text/plain; version=0.0.4; charset=utf-8')
      }
      for (const answer of [...stats, ...texts, ...health]) {
        assert.is(answer.status, 200)
        assert.is(fieldOf(answer, 'cache-control'), 'no-store')
      }
      assert.is(posted.status, 405)
      assert.is(fieldOf(posted, 'allow'), 'GET, HEAD, OPTIONS')
    }),
  ),
)

internal.run()
