import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asking, key, problemOf, status, withProvider } from '../../testing/asking.ts'
import { coinGeckoCoin, coinGeckoGlobal, coinGeckoMarkets } from '../../testing/market-fixtures.ts'
import { providerSuite } from '../../testing/provider-suite.ts'
import { type Behaviour, byPath, json } from '../../testing/stub-upstream.ts'
import { type CoinGecko, createCoinGecko } from './coingecko.ts'

const coingecko = suite('market/providers/coingecko')

const good = byPath({ '/coins/markets': json(coinGeckoMarkets), '/global': json(coinGeckoGlobal) })

providerSuite(
  'market/providers/coingecko, quotes',
  (options, onEvent) => {
    const { quotes, close } = createCoinGecko(options, onEvent)
    return { provider: quotes, close }
  },
  good,
)

providerSuite(
  'market/providers/coingecko, global',
  (options, onEvent) => {
    const { global, close } = createCoinGecko(options, onEvent)
    return { provider: global, close }
  },
  good,
)

coingecko('asks for all coins at once, its key in a header', async () => {
  await withCoinGecko(good, async ({ quotes }, { upstream, signal }) => {
    const found = await quotes.fetch(signal)

    assert.equal(
      found.map(({ symbol }) => symbol),
      ['BTC', 'ETH', 'SOL', 'XRP', 'ADA', 'LINK', 'BNB'],
    )
    assert.equal(found[0], {
      symbol: 'BTC',
      priceUsd: 91204.55,
      change1hPct: 0.1842,
      change24hPct: -1.27463,
      change7dPct: -3.8739,
      high24hUsd: 91204.55 * 1.02,
      low24hUsd: 91204.55 * 0.98,
      volume24hUsd: 91204.55 * 5e5,
      marketCapUsd: 91204.55 * 2e7,
      sourceTime: Date.UTC(2026, 10, 20, 9, 29, 43, 118),
    })
    const [asked] = upstream.requests
    assert.is(asked?.headers['x-cg-demo-api-key'], key)
    assert.match(asked?.url ?? '', 'ids=bitcoin,ethereum,solana,ripple,cardano,chainlink,binancecoin')
  })
})

coingecko('asks without a key too', async () => {
  await withProvider(good, async ({ options: { key: _, ...options }, onEvent, upstream, signal }) => {
    const { quotes, close } = createCoinGecko(options, onEvent)
    try {
      assert.is((await quotes.fetch(signal)).length, 7)
      assert.is(upstream.requests[0]?.headers['x-cg-demo-api-key'], undefined)
    } finally {
      await close()
    }
  })
})

coingecko('drops the coin whose price is none, and no other', async () => {
  await withCoinGecko(good, async ({ quotes }, { upstream, signal }) => {
    for (const bad of [null, undefined, 0, -5, 'NaN', '', '1e999', true, {}, '12 USD']) {
      upstream.behave(json([{ ...coinGeckoCoin('BTC'), current_price: bad }, coinGeckoCoin('LINK'), {}, null]))

      const found = await quotes.fetch(signal)

      assert.equal(
        found.map(({ symbol }) => symbol),
        ['LINK'],
      )
    }
  })
})

coingecko('reads numbers that are texts, and leaves out what is missing beside the price', async () => {
  const bare = { id: 'bitcoin', current_price: '91204.55', market_cap: null, total_volume: 'n/a', high_24h: -1 }
  await withCoinGecko(json([{ ...bare, last_updated: 'yesterday' }]), async ({ quotes }, { signal }) => {
    const [quote] = await quotes.fetch(signal)

    assert.is(quote?.priceUsd, 91204.55)
    assert.equal(
      [quote?.marketCapUsd, quote?.volume24hUsd, quote?.high24hUsd, quote?.change24hPct, quote?.sourceTime],
      [undefined, undefined, undefined, undefined, undefined],
    )
  })
})

coingecko('keeps the hundredfold and the time of long ago: whether to believe them is for others to say', async () => {
  const odd = { ...coinGeckoCoin('BTC'), current_price: 9120455, last_updated: '2009-01-03T18:15:05Z' }
  await withCoinGecko(json([odd]), async ({ quotes }, { signal }) => {
    const [quote] = await quotes.fetch(signal)

    assert.is(quote?.priceUsd, 9120455)
    assert.is(quote?.sourceTime, Date.UTC(2009, 0, 3, 18, 15, 5))
  })
})

coingecko('takes no coin that nobody asked for, and each coin once', async () => {
  const rows = [
    { ...coinGeckoCoin('BTC'), id: 'dogecoin' },
    coinGeckoCoin('ETH'),
    { ...coinGeckoCoin('ETH'), current_price: 1 },
  ]
  await withCoinGecko(json(rows), async ({ quotes }, { upstream, signal }) => {
    assert.equal(
      (await quotes.fetch(signal)).map(({ symbol, priceUsd }) => [symbol, priceUsd]),
      [['ETH', 3012.41]],
    )

    upstream.behave(json(rows.slice(0, 1)))
    assert.equal(await problemOf(quotes.fetch(signal)), { kind: 'shape', detail: 'no coin with a price' })
  })
})

coingecko('has the figures of the market', async () => {
  await withCoinGecko(good, async ({ global }, { signal }) => {
    assert.equal(await global.fetch(signal), {
      marketCapUsd: 3175114902334.19,
      volume24hUsd: 144835701266.42,
      marketCapChange24hPct: -0.9114205,
      btcDominancePct: 57.3133,
      ethDominancePct: 11.4507,
      sourceTime: 1795166712000,
    })
  })
})

coingecko('gives no figures of the market when one that matters is none', async () => {
  const { data } = coinGeckoGlobal
  await withCoinGecko(good, async ({ global }, { upstream, signal }) => {
    const bad = [
      { ...data, total_market_cap: { usd: 0 } },
      { ...data, total_volume: { usd: null } },
      { ...data, market_cap_percentage: { eth: 11 } },
    ]
    for (const figures of bad) {
      upstream.behave(json({ data: figures }))
      assert.is((await problemOf(global.fetch(signal))).kind, 'shape')
    }
    upstream.behave(json({ data: { ...data, market_cap_change_percentage_24h_usd: null, updated_at: 'now' } }))
    const found = await global.fetch(signal)

    assert.equal([found.marketCapChange24hPct, found.sourceTime], [undefined, undefined])
  })
})

coingecko('understands its errors in all their forms', async () => {
  await withCoinGecko(good, async ({ quotes }, { upstream, signal }) => {
    const problemFor = (code: number, body: unknown) => {
      upstream.behave(status(code, {}, body))
      return problemOf(quotes.fetch(signal))
    }
    const plan = { status: { error_code: 10005, error_message: 'not on your plan' } }
    const host = { error: { status: { error_code: 10011, error_message: 'use another root URL' } } }

    assert.equal(await problemFor(401, plan), { kind: 'plan', detail: 'not on your plan' })
    assert.equal(await problemFor(401, host), { kind: 'auth', detail: 'status 401, use another root URL' })
    assert.equal(await problemFor(404, { error: 'coin not found' }), {
      kind: 'not-found',
      detail: 'status 404, coin not found',
    })
    assert.equal(await problemFor(200, { status: { error_code: 429 } }), {
      kind: 'rate-limited',
      retryAfterMs: undefined,
    })
  })
})

async function withCoinGecko(
  behaviour: Behaviour,
  work: (provider: CoinGecko, asking: Asking) => Promise<void>,
): Promise<void> {
  await withProvider(behaviour, async (asking) => {
    const provider = createCoinGecko(asking.options, asking.onEvent)
    try {
      await work(provider, asking)
    } finally {
      await provider.close()
    }
  })
}

coingecko.run()
