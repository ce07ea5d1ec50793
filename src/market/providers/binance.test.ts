import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asking, problemOf, status, withProvider } from '../../testing/asking.ts'
import { binanceCoin, binanceKlines, binanceTickers, moment } from '../../testing/market-fixtures.ts'
import { providerSuite } from '../../testing/provider-suite.ts'
import { type Behaviour, byPath, json } from '../../testing/stub-upstream.ts'
import { type Binance, createBinance } from './binance.ts'

const binance = suite('market/providers/binance')

const good = byPath({ '/api/v3/ticker/24hr': json(binanceTickers), '/api/v3/klines': json(binanceKlines(200)) })

providerSuite(
  'market/providers/binance, quotes',
  (options, onEvent) => {
    const { quotes, close } = createBinance(options, onEvent)
    return { provider: quotes, close }
  },
  good,
)

providerSuite(
  'market/providers/binance, closes',
  (options, onEvent) => {
    const { closes, close } = createBinance(options, onEvent)
    return { provider: closes, close }
  },
  good,
)

binance('asks for all coins and names them', async () => {
  await withBinance(good, async ({ quotes }, { upstream, signal }) => {
    const found = await quotes.fetch(signal)

    assert.is(found.length, 7)
    assert.equal(found[0], {
      symbol: 'BTC',
      priceUsd: 91204.55,
      change24hPct: -1.275,
      high24hUsd: 93028.641,
      low24hUsd: 89380.459,
      volume24hUsd: 45602275000,
      sourceTime: moment,
    })
    const { searchParams } = new URL(upstream.requests[0]?.url ?? '', upstream.url)
    assert.equal(JSON.parse(searchParams.get('symbols') ?? ''), [
      'BTCUSDT',
      'ETHUSDT',
      'SOLUSDT',
      'XRPUSDT',
      'ADAUSDT',
      'LINKUSDT',
      'BNBUSDT',
    ])
  })
})

binance('drops the coin whose price is none, and what nobody asked for', async () => {
  await withBinance(good, async ({ quotes }, { upstream, signal }) => {
    for (const bad of [null, '0.00000000', '-3', 'NaN', '', undefined]) {
      const rows = [
        { ...binanceCoin('BTC'), lastPrice: bad },
        { ...binanceCoin('BTC'), symbol: 'DOGEUSDT' },
      ]
      upstream.behave(json([...rows, { ...binanceCoin('ETH'), lastPrice: 3012.41 }]))

      assert.equal(
        (await quotes.fetch(signal)).map(({ symbol, priceUsd }) => [symbol, priceUsd]),
        [['ETH', 3012.41]],
      )
    }
  })
})

binance('has the closes of days that are over', async () => {
  await withBinance(good, async ({ closes }, { upstream, clock, signal }) => {
    const found = await closes.fetch(signal)

    assert.is(found.length, 199)
    assert.is(found[0], 90_000)
    assert.is(found.at(-1), 90_198)
    assert.match(upstream.requests[0]?.url ?? '', 'symbol=BTCUSDT&interval=1d&limit=200')

    clock.now += 24 * 3_600_000
    assert.is((await closes.fetch(signal)).length, 200)
  })
})

binance('takes no series with a gap, a bad price or too little in it', async () => {
  await withBinance(good, async ({ closes }, { upstream, signal }) => {
    const problemFor = async (rows: unknown) => {
      upstream.behave(json(rows))
      const { kind } = await problemOf(closes.fetch(signal))
      upstream.behave(good)
      await closes.fetch(signal)
      return kind
    }
    const rows = binanceKlines(20)

    assert.is(await problemFor(rows.toSpliced(5, 1)), 'shape')
    assert.is(await problemFor(rows.toReversed()), 'shape')
    assert.is(await problemFor(rows.with(5, rows[5]!.with(4, 'NaN'))), 'shape')
    assert.is(await problemFor(rows.with(5, rows[5]!.with(4, '0'))), 'shape')
    assert.is(await problemFor(rows.with(5, rows[5]!.slice(0, 5))), 'shape')
    assert.is(await problemFor(rows.slice(-1)), 'shape')
  })
})

binance('stays away while its address is banned, as the text says when no field does', async () => {
  const body = { code: -1003, msg: 'Way too much request weight used; IP banned until 1795167600000. Please use ...' }
  await withBinance(status(418, {}, body), async ({ quotes, closes }, { upstream, signal }) => {
    assert.equal(await problemOf(quotes.fetch(signal)), { kind: 'rate-limited', retryAfterMs: 600_000 })
    assert.equal(await problemOf(closes.fetch(signal)), { kind: 'rate-limited', retryAfterMs: 600_000 })
    assert.is(upstream.requests.length, 1)
  })
})

binance('says what was wrong with a question', async () => {
  await withBinance(status(400, {}, { code: -1121, msg: 'Invalid symbol.' }), async ({ quotes }, { signal }) => {
    assert.equal(await problemOf(quotes.fetch(signal)), {
      kind: 'bad-request',
      detail: 'status 400, Invalid symbol.',
    })
  })
})

async function withBinance(
  behaviour: Behaviour,
  work: (provider: Binance, asking: Asking) => Promise<void>,
): Promise<void> {
  await withProvider(behaviour, async (asking) => {
    const provider = createBinance(asking.options, asking.onEvent)
    try {
      await work(provider, asking)
    } finally {
      await provider.close()
    }
  })
}

binance.run()
