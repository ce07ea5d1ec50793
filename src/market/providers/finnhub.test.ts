import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asking, key, problemOf, status, withProvider } from '../../testing/asking.ts'
import { finnhubNothing, finnhubQuotes, moment } from '../../testing/market-fixtures.ts'
import { providerSuite } from '../../testing/provider-suite.ts'
import { type Behaviour, json } from '../../testing/stub-upstream.ts'
import { createFinnhub, type Finnhub } from './finnhub.ts'

const finnhub = suite('market/providers/finnhub')

const funds = {
  DIA: json(finnhubQuotes.DIA),
  SPY: json(finnhubQuotes.SPY),
  QQQM: json(finnhubQuotes.QQQM),
}
const good = bySymbol(funds)

providerSuite(
  'market/providers/finnhub, funds',
  (options, onEvent) => {
    const { funds, close } = createFinnhub(options, onEvent)
    return { provider: funds, close }
  },
  good,
)

finnhub('asks for each fund, its key in a header', async () => {
  await withFinnhub(good, async ({ funds }, { upstream, signal }) => {
    assert.equal(await funds.fetch(signal), [
      { symbol: 'DIA', priceUsd: 462.1, changePct: 0.2386, sourceTime: 1795122000000 },
      { symbol: 'SPY', priceUsd: 661.42, changePct: -0.3285, sourceTime: 1795122000000 },
      { symbol: 'QQQM', priceUsd: 249.37, changePct: -0.6494, sourceTime: 1795122000000 },
    ])
    assert.is(upstream.requests.length, 3)
    assert.ok(upstream.requests.every(({ headers }) => headers['x-finnhub-token'] === key))
  })
})

finnhub('does without the fund that is not known, or has no price', async () => {
  await withFinnhub(good, async ({ funds: provider }, { upstream, signal }) => {
    const none = [
      finnhubNothing,
      { ...finnhubQuotes.SPY, c: -1 },
      { ...finnhubQuotes.SPY, c: null },
      { ...finnhubQuotes.SPY, c: 'NaN' },
      { ...finnhubQuotes.SPY, t: 0 },
      { ...finnhubQuotes.SPY, t: null },
    ]
    for (const bad of none) {
      upstream.behave(bySymbol({ ...funds, SPY: json(bad) }))

      assert.equal(
        (await provider.fetch(signal)).map(({ symbol }) => symbol),
        ['DIA', 'QQQM'],
      )
    }
  })
})

finnhub('tells an unknown fund from a bad answer when there is no other', async () => {
  await withFinnhub(json(finnhubNothing), async ({ funds }, { upstream, signal }) => {
    assert.equal(await problemOf(funds.fetch(signal)), { kind: 'not-found', detail: 'no price' })

    upstream.behave(json({ ...finnhubQuotes.SPY, c: 'x' }))
    assert.is((await problemOf(funds.fetch(signal))).kind, 'shape')
  })
})

finnhub('reads a price without its change, and numbers that are texts', async () => {
  await withFinnhub(json({ c: '661.42', dp: null, t: '1795122000' }), async ({ funds }, { signal }) => {
    assert.equal((await funds.fetch(signal))[1], {
      symbol: 'SPY',
      priceUsd: 661.42,
      changePct: undefined,
      sourceTime: 1795122000000,
    })
  })
})

finnhub('asks for no other fund when it is refused as a whole, and gives what it has', async () => {
  await withFinnhub(
    status(401, {}, { error: 'Invalid API key' }),
    async ({ funds: provider }, { upstream, signal }) => {
      assert.equal(await problemOf(provider.fetch(signal)), { kind: 'auth', detail: 'status 401, Invalid API key' })
      assert.is(upstream.requests.length, 1)

      upstream.behave(bySymbol({ ...funds, SPY: status(403) }))
      assert.equal(
        (await provider.fetch(signal)).map(({ symbol }) => symbol),
        ['DIA'],
      )
      assert.is(upstream.requests.length, 3)
    },
  )
})

finnhub('stays away until its minute is over', async () => {
  const headers = { 'X-Ratelimit-Reset': String(moment / 1000 + 42) }
  await withFinnhub(status(429, headers), async ({ funds }, { upstream, signal }) => {
    assert.equal(await problemOf(funds.fetch(signal)), { kind: 'rate-limited', retryAfterMs: 42_000 })
    assert.equal(await problemOf(funds.fetch(signal)), { kind: 'rate-limited', retryAfterMs: 42_000 })
    assert.is(upstream.requests.length, 1)
  })
})

function bySymbol(behaviours: Record<string, Behaviour>): Behaviour {
  return (request, response) => {
    const { searchParams } = new URL(request.url!, 'http://upstream')
    behaviours[searchParams.get('symbol') ?? '']!(request, response)
  }
}

async function withFinnhub(
  behaviour: Behaviour,
  work: (provider: Finnhub, asking: Asking) => Promise<void>,
): Promise<void> {
  await withProvider(behaviour, async (asking) => {
    const provider = createFinnhub(asking.options, asking.onEvent)
    try {
      await work(provider, asking)
    } finally {
      await provider.close()
    }
  })
}

finnhub.run()
