import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { followWith } from '../../testing/follow-stream.ts'
import { sends } from '../../testing/stub-stream.ts'
import { createBinanceStream } from './binance.ts'

const binance = suite('market/streams/binance')
const follow = followWith(createBinanceStream)

binance('asks for all coins in the address, and sends nothing', async () => {
  await follow(sends(btc), { path: '/way/' }, async ({ stub, stream, told }) => {
    await told.until(({ length }) => length === 2)

    const streams = ['btc', 'eth', 'sol', 'xrp', 'ada', 'link', 'bnb'].map((coin) => `${coin}usdt@miniTicker`)
    assert.is(stub.asked.items[0]!.url, `/way/stream?streams=${streams.join('/')}`)
    await stream.close()
    assert.equal(stub.messages.items, [])
  })
})

binance('reads a price with what belongs to it', async () => {
  const quote = {
    symbol: 'BTC',
    priceUsd: 91_204.55,
    change24hPct: ((91_204.55 - 92_382.12) / 92_382.12) * 100,
    high24hUsd: 92_911.02,
    low24hUsd: 90_188.37,
    volume24hUsd: 1_655_537_902.1148,
    sourceTime: 1_795_167_000_113,
  }
  await follow(sends(btc), {}, async ({ told }) => {
    await told.until(({ length }) => length === 2)

    assert.equal(told.items, [quote, 'fine'])
  })
})

binance('loses a figure that makes no sense, and keeps the price', async () => {
  const strange = { ...btc.data, E: 'now', o: '0', h: null, l: '-1', q: '1e999' }
  await follow(sends({ ...btc, data: strange }), {}, async ({ told }) => {
    await told.until(({ length }) => length === 2)

    assert.equal(defined(told.items[0]), { symbol: 'BTC', priceUsd: 91_204.55 })
  })
})

binance('takes numbers for texts of numbers', async () => {
  await follow(sends({ data: { e: '24hrMiniTicker', s: 'ETHUSDT', c: 3012.41 } }), {}, async ({ told }) => {
    await told.until(({ length }) => length === 2)

    assert.equal(defined(told.items[0]), { symbol: 'ETH', priceUsd: 3012.41 })
  })
})

binance('ignores prices that cannot be', async () => {
  const prices = ['0', '-1', 'NaN', 'Infinity', '1e999', '', ' 1', '0x10', '1,5', null, true, {}, [5], 0, -1]
  const impossible = prices.map((c) => ({ ...btc, data: { ...btc.data, c } }))
  await follow(sends(...impossible, btc), {}, async ({ told }) => {
    await told.until(({ length }) => length === 2)

    assert.equal(told.prices(), ['BTC 91204.55'])
  })
})

binance('ignores coins nobody asked for, and messages it does not know', async () => {
  const names = ['DOGEUSDT', 'BTCEUR', 'btcusdt', '__proto__', 'constructor', '', 5]
  const strangers = names.map((s) => ({ ...btc, data: { ...btc.data, s } }))
  const ticker = { stream: 'btcusdt@ticker', data: { ...btc.data, e: '24hrTicker' } }
  const proto = '{"__proto__":{"data":{"e":"24hrMiniTicker","s":"BTCUSDT","c":"1"}}}'
  const others = [{ result: null, id: 1 }, {}, [], [btc], 'null', { data: null }, { data: [] }, btc.data, proto]
  await follow(sends(...strangers, ticker, ...others, btc), {}, async ({ told }) => {
    await told.until(({ length }) => length === 2)

    assert.equal(told.prices(), ['BTC 91204.55'])
  })
})

binance('has the next connection before the server shuts the first down', async () => {
  await follow(sends(btc), { firstBackoffMs: 1 }, async ({ stub, told }) => {
    await told.until(({ length }) => length === 2)
    stub.accepted[0]!.send('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1795167000113}}')
    await stub.ended.until(({ length }) => length === 1)

    assert.equal(stub.ended.items, [{ index: 0, code: 1000 }])
    assert.equal(told.states(), ['fine'])
  })
})

binance('says what it was told is wrong, in few words', async () => {
  const wrong = { code: 2, msg: `Invalid request: ${'x'.repeat(10_000)}`, id: 1 }
  const tooMuch = { code: -1003, msg: 'Too much request weight used' }
  await follow(sends(wrong, tooMuch, btc), {}, async ({ told }) => {
    await told.until(({ length }) => length === 4)

    assert.equal(told.states(), [
      { kind: 'bad-request', detail: `2: Invalid request: ${'x'.repeat(183)}` },
      { kind: 'rate-limited', retryAfterMs: undefined },
      'fine',
    ])
  })
})

const btc = {
  stream: 'btcusdt@miniTicker',
  data: {
    e: '24hrMiniTicker',
    E: 1_795_167_000_113,
    s: 'BTCUSDT',
    c: '91204.55000000',
    o: '92382.12000000',
    h: '92911.02000000',
    l: '90188.37000000',
    v: '18112.90441000',
    q: '1655537902.11480000',
  },
}

function defined(item: object | string | undefined) {
  return Object.fromEntries(Object.entries(item ?? {}).filter(([, value]) => value !== undefined))
}

binance.run()
