import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asking, key, problemOf, status, withProvider } from '../../testing/asking.ts'
import { cmcCoin, cmcError, cmcGlobal, cmcQuotes, cmcStatus } from '../../testing/market-fixtures.ts'
import { providerSuite } from '../../testing/provider-suite.ts'
import { type Behaviour, byPath, json } from '../../testing/stub-upstream.ts'
import { type CoinMarketCap, createCoinMarketCap } from './coinmarketcap.ts'

const coinmarketcap = suite('market/providers/coinmarketcap')

const good = byPath({
  '/v2/cryptocurrency/quotes/latest': json(cmcQuotes),
  '/v1/global-metrics/quotes/latest': json(cmcGlobal),
})

providerSuite(
  'market/providers/coinmarketcap, quotes',
  (options, onEvent) => {
    const { quotes, close } = createCoinMarketCap(options, onEvent)
    return { provider: quotes, close }
  },
  good,
)

providerSuite(
  'market/providers/coinmarketcap, global',
  (options, onEvent) => {
    const { global, close } = createCoinMarketCap(options, onEvent)
    return { provider: global, close }
  },
  good,
)

coinmarketcap('asks for all coins by id, its key in a header', async () => {
  await withCmc(good, async ({ quotes }, { upstream, signal }) => {
    const found = await quotes.fetch(signal)

    assert.equal(found.map(({ symbol }) => symbol).sort(), ['ADA', 'BNB', 'BTC', 'ETH', 'LINK', 'SOL', 'XRP'])
    assert.equal(
      found.find(({ symbol }) => symbol === 'BTC'),
      {
        symbol: 'BTC',
        priceUsd: 91204.55,
        change1hPct: 0.1711,
        change24hPct: -1.2802,
        change7dPct: -3.9014,
        volume24hUsd: 91204.55 * 5e5,
        marketCapUsd: 91204.55 * 2e7,
        sourceTime: Date.UTC(2026, 10, 20, 9, 29),
      },
    )
    assert.is(upstream.requests[0]?.headers['x-cmc_pro_api_key'], key)
    assert.match(upstream.requests[0]?.url ?? '', 'id=1,1027,5426,52,2010,1975,1839&convert=USD&skip_invalid=true')
  })
})

coinmarketcap('reads coins and prices as objects and as lists', async () => {
  const { quote, ...coin } = cmcCoin('BTC')
  const other = { ...coin, id: 31469, quote: { USD: { price: 0.0000031 } } }
  const listed = {
    ...coin,
    id: '1',
    quote: [
      { symbol: 'EUR', price: 1 },
      { symbol: 'USD', ...quote.USD },
    ],
  }
  const forms = [
    { BTC: [other, { ...coin, quote }] },
    [{ ...coin, quote }, other],
    { 1: listed },
    [listed],
    { 1: { ...coin, quote: { USD: [quote.USD] } } },
  ]
  await withCmc(good, async ({ quotes }, { upstream, signal }) => {
    for (const data of forms) {
      upstream.behave(json({ status: cmcStatus, data }))

      assert.equal(
        (await quotes.fetch(signal)).map(({ symbol, priceUsd }) => [symbol, priceUsd]),
        [['BTC', 91204.55]],
      )
    }
  })
})

coinmarketcap('drops the coin whose price is none, and no other', async () => {
  await withCmc(good, async ({ quotes }, { upstream, signal }) => {
    for (const price of [null, 0, -1, 'NaN', undefined]) {
      const bad = { ...cmcCoin('BTC'), quote: { USD: { price } } }
      upstream.behave(json({ status: cmcStatus, data: { 1: bad, 1027: cmcCoin('ETH'), 74: { id: 74 } } }))

      assert.equal(
        (await quotes.fetch(signal)).map(({ symbol }) => symbol),
        ['ETH'],
      )
    }
    upstream.behave(json({ status: cmcStatus, data: {} }))
    assert.equal(await problemOf(quotes.fetch(signal)), { kind: 'shape', detail: 'data: no coin with a price' })
  })
})

coinmarketcap('has the figures of the market, dominance beside the quote', async () => {
  await withCmc(good, async ({ global }, { signal }) => {
    assert.equal(await global.fetch(signal), {
      marketCapUsd: 3170022118440.31,
      volume24hUsd: 145201337902.6,
      marketCapChange24hPct: -0.931862,
      btcDominancePct: 57.402118,
      ethDominancePct: 11.466902,
      sourceTime: Date.UTC(2026, 10, 20, 9, 29),
    })
  })
})

coinmarketcap('minds the code of an answer with 200, be it a number or a text', async () => {
  await withCmc(good, async ({ quotes }, { upstream, signal }) => {
    const problemFor = (code: number | string, text: string) => {
      upstream.behave(json({ ...cmcQuotes, ...cmcError(code, text) }))
      return problemOf(quotes.fetch(signal))
    }

    assert.equal(await problemFor(1001, 'Invalid.'), { kind: 'auth', detail: 'code 1001, Invalid.' })
    assert.equal(await problemFor('1006', 'Not yours.'), { kind: 'plan', detail: 'code 1006, Not yours.' })
    assert.equal(await problemFor(400, 'Bad id.'), { kind: 'bad-request', detail: 'status 400, Bad id.' })
    assert.equal(await problemFor('500', 'Ours.'), { kind: 'upstream', status: 500 })
    assert.equal(await problemFor(77, 'What?'), { kind: 'shape', detail: 'code 77, What?' })
    upstream.behave(json({ ...cmcQuotes, status: { ...cmcStatus, error_code: '0' } }))
    assert.is((await quotes.fetch(signal)).length, 7)
  })
})

coinmarketcap('stays away for the minute, the day or the month that it used up, three days at most', async () => {
  const hourMs = 3_600_000
  const waits = { 1008: 60_000, 1009: 14.5 * hourMs, 1010: (10 * 24 + 14.5) * hourMs, 1011: 60_000 }
  for (const [code, retryAfterMs] of Object.entries(waits)) {
    const refused = status(429, {}, cmcError(Number(code), 'Too much.'))
    await withCmc(refused, async ({ quotes }, { upstream, clock, signal }) => {
      assert.equal(await problemOf(quotes.fetch(signal)), { kind: 'rate-limited', retryAfterMs })

      upstream.behave(good)
      clock.now += Math.min(retryAfterMs, 72 * hourMs) - 1
      assert.equal(await problemOf(quotes.fetch(signal)), { kind: 'rate-limited', retryAfterMs: 1 })
      assert.is(upstream.requests.length, 1)
      clock.now += 1
      assert.ok(await quotes.fetch(signal))
    })
  }
})

async function withCmc(
  behaviour: Behaviour,
  work: (provider: CoinMarketCap, asking: Asking) => Promise<void>,
): Promise<void> {
  await withProvider(behaviour, async (asking) => {
    const provider = createCoinMarketCap(asking.options, asking.onEvent)
    try {
      await work(provider, asking)
    } finally {
      await provider.close()
    }
  })
}

coinmarketcap.run()
