import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { followWith } from '../../testing/follow-stream.ts'
import { sends } from '../../testing/stub-stream.ts'
import { createKrakenStream } from './kraken.ts'

const kraken = suite('market/streams/kraken')
const follow = followWith(createKrakenStream)

kraken('subscribes first, and pings', async () => {
  await follow(sends(), { path: '/v2', pingMs: 1 }, async ({ stub }) => {
    await stub.messages.until(({ length }) => length >= 3)

    const symbols = ['BTC/USD', 'ETH/USD', 'SOL/USD', 'XRP/USD', 'ADA/USD', 'LINK/USD', 'BNB/USD']
    assert.equal(JSON.parse(stub.messages.items[0]!), {
      method: 'subscribe',
      params: { channel: 'ticker', symbol: symbols, event_trigger: 'trades', snapshot: true },
    })
    assert.equal(stub.messages.items.slice(1, 3), ['{"method":"ping"}', '{"method":"ping"}'])
    assert.is(stub.asked.items[0]!.url, '/v2')
  })
})

kraken('reads a price with what belongs to it', async () => {
  const quote = {
    symbol: 'BTC',
    priceUsd: 91_204,
    change24hPct: -1.28,
    high24hUsd: 92_905.1,
    low24hUsd: 90_190,
    volume24hUsd: 2110.40211 * 91_380.2,
    sourceTime: Date.UTC(2026, 10, 20, 9, 30, 0, 101),
  }
  await follow(sends(status('online'), acknowledged, heartbeat, pong, ticker(btc)), {}, async ({ told }) => {
    await told.until(({ length }) => length === 2)

    assert.equal(told.items, [quote, 'fine'])
  })
})

kraken('reads all coins of a message, and only those that are right', async () => {
  const coins = [
    { ...btc, symbol: 'DOGE/USD' },
    { ...btc, symbol: 'XBT/USD' },
    { ...btc, symbol: 'constructor' },
    { ...btc, last: 0 },
    { ...btc, last: 'NaN' },
    { symbol: 'BTC/USD' },
    null,
    'BTC/USD',
    { ...btc, symbol: 'ETH/USD', last: 3000, volume: null, change_pct: 'up', timestamp: 'now' },
    btc,
  ]
  await follow(sends(ticker(...coins)), {}, async ({ told }) => {
    await told.until(() => told.prices().length === 2)

    assert.equal(told.prices(), ['ETH 3000', 'BTC 91204'])
    const { volume24hUsd, change24hPct, sourceTime } = told.items[0] as { [key: string]: unknown }
    assert.equal([volume24hUsd, change24hPct, sourceTime], [undefined, undefined, undefined])
  })
})

kraken('ignores messages it does not know', async () => {
  const endless = ticker(...Array.from({ length: 101 }, () => ({ symbol: 'BTC/USD', last: 1 })))
  const strange = [
    { channel: 'book', data: [btc] },
    { channel: 'ticker', data: btc },
    { channel: 'ticker' },
    [],
    'null',
  ]
  await follow(sends(...strange, endless, ticker(btc)), {}, async ({ told }) => {
    await told.until(({ length }) => length === 2)

    assert.equal(told.prices(), ['BTC 91204'])
  })
})

kraken('says that the system is not online, and tells no quotes until it is', async () => {
  const eth = ticker({ ...btc, symbol: 'ETH/USD' })
  const said = [status('maintenance'), eth, status('post_only'), eth, eth, status('online'), ticker(btc)]
  await follow(sends(...said), {}, async ({ told }) => {
    await told.until(() => told.prices().length === 1 && told.states().length === 3)

    assert.equal(told.prices(), ['BTC 91204'])
    assert.equal(told.states(), [
      { kind: 'network', detail: 'the system is maintenance' },
      { kind: 'network', detail: 'the system is post_only' },
      'fine',
    ])
  })
})

kraken('says why a coin could not be subscribed to, and goes on with the others', async () => {
  const error = { error: 'Currency pair not supported BNB/USD', method: 'subscribe', success: false, symbol: 'BNB/USD' }
  await follow(sends(ticker(btc), error, { Error: 'Exceeded msg rate' }, ticker(btc)), {}, async ({ stub, told }) => {
    await told.until(() => told.states().length === 4)

    assert.equal(told.states(), [
      'fine',
      { kind: 'bad-request', detail: 'Currency pair not supported BNB/USD' },
      { kind: 'rate-limited', retryAfterMs: undefined },
      'fine',
    ])
    assert.is(stub.asked.items.length, 1)
  })
})

const btc = {
  symbol: 'BTC/USD',
  last: 91_204.0,
  volume: 2110.40211,
  vwap: 91_380.2,
  low: 90_190.0,
  high: 92_905.1,
  change: -1180.1,
  change_pct: -1.28,
  timestamp: '2026-11-20T09:30:00.101870Z',
}
const heartbeat = { channel: 'heartbeat' }
const pong = { method: 'pong', req_id: 101 }
const acknowledged = { method: 'subscribe', result: { channel: 'ticker', symbol: 'BTC/USD' }, success: true }

function ticker(...data: unknown[]) {
  return { channel: 'ticker', type: 'update', data }
}

/** As text, because the real id is too large for a number. */
function status(system: string) {
  return `{"channel":"status","type":"update","data":[{"system":"${system}","connection_id":13834774380200032777}]}`
}

kraken.run()
