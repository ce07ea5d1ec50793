import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asking, key, problemOf, status, withProvider } from '../../testing/asking.ts'
import { taapiBulk } from '../../testing/market-fixtures.ts'
import { providerSuite } from '../../testing/provider-suite.ts'
import { type Behaviour, byPath, json } from '../../testing/stub-upstream.ts'
import { createTaapi, type Taapi } from './taapi.ts'

const taapi = suite('market/providers/taapi')

const good = byPath({ '/bulk': json(taapiBulk) })

providerSuite(
  'market/providers/taapi, rsi',
  (options, onEvent) => {
    const { rsi, close } = createTaapi(options, onEvent)
    return { provider: rsi, close }
  },
  good,
)

taapi('asks by bulk, its key in the body', async () => {
  let body: Promise<string> | undefined
  const listens: Behaviour = (request: IncomingMessage, response) => {
    body = text(request)
    good(request, response)
  }
  await withTaapi(listens, async ({ rsi }, { upstream, signal }) => {
    assert.equal(await rsi.fetch(signal), { value: 44.8701926417, sourceTime: undefined })

    assert.is(upstream.requests[0]?.method, 'POST')
    assert.match(upstream.requests[0]?.headers['content-type'] ?? '', 'application/json')
    assert.equal(JSON.parse((await body) ?? ''), {
      secret: key,
      construct: {
        exchange: 'binance',
        symbol: 'BTC/USDT',
        interval: '1d',
        indicators: [{ id: 'rsi14', indicator: 'rsi', period: 14 }],
      },
    })
  })
})

taapi('finds its indicator by id, whatever stands beside it', async () => {
  const macd = { id: 'macd', result: {}, errors: ['Not enough candles'] }
  const rsi14 = { id: 'rsi14', result: { value: '51.5', timestamp: 1795132800 } }
  await withTaapi(json({ data: [null, macd, rsi14] }), async ({ rsi }, { signal }) => {
    assert.equal(await rsi.fetch(signal), { value: 51.5, sourceTime: 1795132800000 })
  })
})

taapi('minds the errors of its indicator, which come with 200', async () => {
  await withTaapi(good, async ({ rsi }, { upstream, signal }) => {
    const problemFor = (item: unknown) => {
      upstream.behave(json({ data: [item] }))
      return problemOf(rsi.fetch(signal))
    }
    const failed = { id: 'rsi14', indicator: 'rsi', result: {}, errors: ['Not enough candles'] }

    assert.equal(await problemFor(failed), { kind: 'not-found', detail: '["Not enough candles"]' })
    assert.equal(await problemFor({ ...failed, errors: 'No' }), { kind: 'not-found', detail: 'No' })
    assert.is((await problemFor({ ...failed, errors: [] })).kind, 'shape')
    assert.is((await problemFor({ id: 'rsi14', result: { value: 'NaN' } })).kind, 'shape')
    assert.is((await problemFor({ id: 'other', result: { value: 50 } })).kind, 'shape')
    upstream.behave(json({ error: 'Unknown exchange' }))
    assert.equal(await problemOf(rsi.fetch(signal)), { kind: 'bad-request', detail: 'Unknown exchange' })
  })
})

taapi('stays away for the time of a block, and else for that of its rate', async () => {
  const overrun = '429: You have exceeded your request limit (TAAPI.IO rate-limit)!'
  await withTaapi(good, async ({ rsi }, { upstream, clock, signal }) => {
    const problemFor = async (behaviour: Behaviour) => {
      clock.now += 2_000_000
      upstream.behave(behaviour)
      return await problemOf(rsi.fetch(signal))
    }
    const old = { error: { message: overrun, blockTime: '1020 seconds', maxHitsAllowed: 1 } }

    assert.equal(await problemFor(status(429, {}, old)), { kind: 'rate-limited', retryAfterMs: 1_020_000 })
    assert.equal(await problemOf(rsi.fetch(signal)), { kind: 'rate-limited', retryAfterMs: 1_020_000 })
    assert.equal(await problemFor(status(429, {}, { error: overrun })), { kind: 'rate-limited', retryAfterMs: 16_000 })
    assert.equal(await problemFor(json({ error: overrun })), { kind: 'rate-limited', retryAfterMs: 16_000 })
    assert.is(upstream.requests.length, 3)
  })
})

taapi('asks once in its time when nothing else is set, and not again after a failure', async () => {
  await withProvider(status(500), async ({ options: { limit: _, ...options }, onEvent, upstream, clock, signal }) => {
    const { rsi, close } = createTaapi(options, onEvent)
    try {
      assert.equal(await problemOf(rsi.fetch(signal)), { kind: 'upstream', status: 500 })
      upstream.behave(good)
      clock.now += 15_000
      assert.equal(await problemOf(rsi.fetch(signal)), { kind: 'rate-limited', retryAfterMs: 1_000 })
      assert.is(upstream.requests.length, 1)

      clock.now += 1_000
      assert.ok(await rsi.fetch(signal))
    } finally {
      await close()
    }
  })
})

async function withTaapi(
  behaviour: Behaviour,
  work: (provider: Taapi, asking: Asking) => Promise<void>,
): Promise<void> {
  await withProvider(behaviour, async (asking) => {
    const provider = createTaapi(asking.options, asking.onEvent)
    try {
      await work(provider, asking)
    } finally {
      await provider.close()
    }
  })
}

taapi.run()
