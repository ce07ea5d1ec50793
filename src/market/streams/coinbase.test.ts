import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { followWith } from '../../testing/follow-stream.ts'
import { type Play, sends } from '../../testing/stub-stream.ts'
import type { ProviderProblem } from '../quote.ts'
import { createCoinbaseStream } from './coinbase.ts'

const coinbase = suite('market/streams/coinbase')
const follow = followWith(createCoinbaseStream)

coinbase('subscribes first, and goes to the address as it is', async () => {
  await follow(sends(), { path: '/feed?a=b' }, async ({ stub }) => {
    await stub.messages.until(({ length }) => length === 1)

    const products = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD', 'ADA-USD', 'LINK-USD']
    assert.equal(JSON.parse(stub.messages.items[0]!), {
      type: 'subscribe',
      product_ids: products,
      channels: ['ticker', 'heartbeat'],
    })
    assert.is(stub.asked.items[0]!.url, '/feed?a=b')
  })
})

coinbase('reads a price with what belongs to it', async () => {
  const quote = {
    symbol: 'BTC',
    priceUsd: 91_210.02,
    change24hPct: ((91_210.02 - 92_390.4) / 92_390.4) * 100,
    high24hUsd: 92_920,
    low24hUsd: 90_195.11,
    sourceTime: Date.UTC(2026, 10, 20, 9, 30, 0, 113),
  }
  await follow(sends(subscriptions, heartbeat, btc), {}, async ({ told }) => {
    await told.until(({ length }) => length === 2)

    assert.equal(told.items, [quote, 'fine'])
  })
})

coinbase('gives no change when there is nothing to compare with, and no time that is none', async () => {
  const { open_24h, ...bare } = btc
  await follow(sends({ ...bare, time: 'today 5' }), {}, async ({ told }) => {
    await told.until(({ length }) => length === 2)

    const { change24hPct, sourceTime, priceUsd } = told.items[0] as { [key: string]: unknown }
    assert.ok(open_24h)
    assert.equal([change24hPct, sourceTime, priceUsd], [undefined, undefined, 91_210.02])
  })
})

coinbase('ignores what comes late or twice, for each coin alone', async () => {
  const said = [
    { ...btc, sequence: 10, price: '10' },
    { ...btc, sequence: 12, price: '12' },
    { ...btc, sequence: 11, price: '11' },
    { ...btc, sequence: 12, price: '12.5' },
    { ...btc, product_id: 'ETH-USD', sequence: 3, price: '3' },
    { ...btc, sequence: 99, price: '0' },
    { ...btc, sequence: 14, price: '14' },
  ]
  await follow(sends(...said), {}, async ({ told }) => {
    await told.until(() => told.prices().includes('BTC 14'))

    assert.equal(told.prices(), ['BTC 10', 'BTC 12', 'ETH 3', 'BTC 14'])
  })
})

coinbase('does not count on the numbers of a connection before', async () => {
  await follow(sends({ ...btc, sequence: 10, price: '10' }), { firstBackoffMs: 1 }, async ({ stub, told }) => {
    await told.until(() => told.prices().length === 1)
    stub.play(sends({ ...btc, sequence: 1, price: '1' }))
    stub.accepted[0]!.terminate()
    await told.until(() => told.prices().length === 2)

    assert.equal(told.prices(), ['BTC 10', 'BTC 1'])
  })
})

coinbase('ignores coins nobody asked for, prices that cannot be, and messages it does not know', async () => {
  const strange = [
    { ...btc, product_id: 'DOGE-USD' },
    { ...btc, product_id: 'BNB-USD' },
    { ...btc, product_id: '__proto__' },
    { ...btc, price: 'NaN' },
    { ...btc, price: '-5' },
    { ...btc, price: '5', sequence: 'first' },
    { ...btc, price: '5', sequence: 2 ** 53 },
    { ...btc, price: '5', type: 'ticker_v3' },
    { channel: 'ticker', sequence_num: 0, events: [] },
    [],
    'null',
  ]
  await follow(sends(...strange, btc), {}, async ({ told }) => {
    await told.until(({ length }) => length === 2)

    assert.equal(told.prices(), ['BTC 91210.02'])
  })
})

coinbase('takes heartbeats for signs of life', async () => {
  await follow(beats, { silentMs: 50, firstBackoffMs: 1 }, async ({ told }) => {
    await told.until(() => told.states().some((state) => state !== 'fine' && isNoQuotes(state)))

    assert.equal(told.prices(), [])
  })
})

coinbase('says why it could not subscribe', async () => {
  const error = { type: 'error', message: 'Failed to subscribe', reason: 'FOO-USD is not a valid product' }
  const bare = { type: 'error', message: 'ErrSlowConsume' }
  await follow(sends(error, bare), {}, async ({ told }) => {
    await told.until(({ length }) => length === 2)

    assert.equal(told.states(), [
      { kind: 'bad-request', detail: 'Failed to subscribe: FOO-USD is not a valid product' },
      { kind: 'bad-request', detail: 'ErrSlowConsume' },
    ])
  })
})

const btc = {
  type: 'ticker',
  sequence: 104_881_203_311,
  product_id: 'BTC-USD',
  price: '91210.02',
  open_24h: '92390.4',
  volume_24h: '9120.33120441',
  low_24h: '90195.11',
  high_24h: '92920',
  side: 'buy',
  time: '2026-11-20T09:30:00.113204Z',
}
const heartbeat = { type: 'heartbeat', sequence: 1, last_trade_id: 1, product_id: 'BTC-USD', time: btc.time }
const subscriptions = { type: 'subscriptions', channels: [{ name: 'ticker', product_ids: ['BTC-USD'] }] }

const beats: Play = ({ accept }) => {
  const socket = accept()
  const timer = setInterval(() => socket.send(JSON.stringify(heartbeat)), 5)
  socket.once('close', () => clearInterval(timer))
}

/** So long does only a connection last that was never silent. */
function isNoQuotes(problem: ProviderProblem): boolean {
  return 'detail' in problem && problem.detail === 'no quotes'
}

coinbase.run()
