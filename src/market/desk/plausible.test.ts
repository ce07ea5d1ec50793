import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { believedTime, isBehind, isFar, isNear, isPlausible } from './plausible.ts'

const plausible = suite('market/desk/plausible')

plausible('takes a price above 0, and of BTC up to a million', () => {
  assert.equal(
    [0.000_001, 1, 1_000_000].map((price) => isPlausible('BTC.price', price)),
    [true, true, true],
  )
  assert.equal(
    [0, -1, 1_000_000.01, NaN, Infinity].map((price) => isPlausible('BTC.price', price)),
    [false, false, false, false, false],
  )
  assert.is(isPlausible('ETH.price', 2_000_000), true)
  assert.is(isPlausible('ETH.price', Infinity), false)
  assert.is(isPlausible('SPY.price', 0), false)
})

plausible('takes sums above 0', () => {
  for (const id of ['market.cap', 'market.volume24h', 'BTC.marketCap', 'BTC.volume24h', 'BTC.high24h', 'BTC.low24h']) {
    assert.equal([isPlausible(id, 0), isPlausible(id, -1), isPlausible(id, 1e15)], [false, false, true], id)
  }
})

plausible('takes a dominance above 0 and up to 100', () => {
  for (const id of ['market.btcDominance', 'market.ethDominance']) {
    assert.equal(
      [0, 0.1, 100, 100.1].map((share) => isPlausible(id, share)),
      [false, true, true, false],
      id,
    )
  }
})

plausible('takes gauges from 0 to 100', () => {
  for (const id of ['fng', 'BTC.rsi14']) {
    assert.equal(
      [-1, 0, 100, 101].map((value) => isPlausible(id, value)),
      [false, true, true, false],
      id,
    )
  }
})

plausible('takes changes down to a loss of all', () => {
  for (const id of ['BTC.change1h', 'BTC.change24h', 'BTC.change7d', 'SPY.change', 'market.capChange24h']) {
    assert.equal(
      [-101, -100, 0, 900, NaN].map((change) => isPlausible(id, change)),
      [false, true, true, true, false],
      id,
    )
  }
})

plausible('takes a text only where a text belongs', () => {
  assert.is(isPlausible('fng.class', 'Extreme Fear'), true)
  assert.is(isPlausible('fng.class', ''), false)
  assert.is(isPlausible('fng.class', 'x'.repeat(41)), false)
  assert.is(isPlausible('fng.class', 12), false)
  assert.is(isPlausible('BTC.price', '91204'), false)
})

plausible('believes the time of a source up to five minutes ahead of ours', () => {
  assert.is(believedTime(undefined, noon), noon)
  assert.is(believedTime(noon - day, noon), noon - day)
  assert.is(believedTime(noon + 5 * minute, noon), noon + 5 * minute)
  assert.is(believedTime(noon + 5 * minute + 1, noon), noon)
})

plausible('lets nothing go back in time, but for a time that cannot be', () => {
  assert.is(isBehind(noon - 1, noon, noon), true)
  assert.is(isBehind(noon, noon, noon), false)
  assert.is(isBehind(noon, noon + day, noon), false)
})

plausible('knows what is near, and what is far', () => {
  assert.equal([isNear(95, 100), isNear(100, 95), isNear(94.9, 100)], [true, true, false])
  assert.equal([isFar(150, 100), isFar(150.1, 100), isFar(50, 100), isFar(49.9, 100)], [false, true, false, true])
})

const noon = 1_795_176_000_000
const minute = 60_000
const day = 86_400_000

plausible.run()
