import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { TrackedCoin } from '../figure.ts'
import { createPriceChoice } from './price-choice.ts'
import type { ProviderName } from '../quote.ts'

const choice = suite('market/desk/price-choice')

choice('takes the first stream, and the others only to follow them', () => {
  const { hear } = createListener()

  assert.equal([hear('binance', 0), hear('coinbase', 0), hear('kraken', 0)], [true, false, false])
})

choice('takes whoever tells, as long as the first does not', () => {
  const { hear } = createListener()

  assert.equal([hear('kraken', 0), hear('kraken', 1)], [true, true])
})

choice('turns to the next when nothing was heard for ten seconds', () => {
  const { hear } = createListener()
  hear('binance', 0)
  hear('coinbase', 5)

  assert.equal([hear('coinbase', 9), hear('coinbase', 10)], [false, true])
})

choice('turns to the next at once when the first is lost', () => {
  const { hear, lost } = createListener()
  hear('binance', 0)
  lost('binance')

  assert.equal([hear('coinbase', 1), hear('binance', 1)], [true, false])
})

choice('returns after ten seconds of good quotes, and not before', () => {
  const { hear, lost, connected } = createListener()
  hear('binance', 0)
  lost('binance')
  hear('coinbase', 1)
  connected('binance')

  const returned = [2, 6, 11.9, 12].map((second) => [hear('binance', second), hear('coinbase', second)])

  assert.equal(returned, [
    [false, true],
    [false, true],
    [false, true],
    [true, false],
  ])
})

choice('counts the ten seconds anew after each gap', () => {
  const { hear, lost, connected } = createListener()
  hear('coinbase', 0)
  for (const second of [1, 4, 7, 10]) {
    hear('binance', second)
    hear('coinbase', second)
  }
  lost('binance')
  connected('binance')

  assert.equal([hear('binance', 11), hear('coinbase', 11)], [false, true])
})

choice('takes one that was silent for new when it speaks again', () => {
  const { hear } = createListener()
  for (const second of [0, 6, 12]) hear('binance', second)
  for (const second of [13, 22]) hear('coinbase', second)

  assert.equal([hear('coinbase', 23), hear('binance', 23), hear('coinbase', 24)], [true, false, true])
})

choice('does not wait for the first when the one between has been good for long', () => {
  const { hear } = createListener()
  hear('kraken', 0)
  hear('coinbase', 1)
  hear('kraken', 9)
  hear('coinbase', 9)
  hear('binance', 10)

  assert.equal([hear('coinbase', 11), hear('kraken', 11), hear('binance', 11)], [true, false, false])
})

choice('is made for each coin', () => {
  const { hear } = createListener()
  hear('binance', 0, 'BTC')

  assert.equal([hear('kraken', 0, 'BNB'), hear('kraken', 0, 'BTC')], [true, false])
})

choice('does not take quotes of long ago for fresh', () => {
  const { heard } = createPriceChoice(order)

  assert.equal(
    [heard('binance', 'BTC', noon - 10_000, noon), heard('kraken', 'BTC', noon - 9_999, noon)],
    [false, true],
  )
})

choice('knows for which coins nobody tells', () => {
  const { hear, lost, hasFresh } = createListener()
  hear('binance', 0)

  assert.equal([hasFresh('BTC', 9.9), hasFresh('BTC', 10), hasFresh('ETH', 0)], [true, false, false])
  hear('binance', 11)
  lost('binance')
  assert.is(hasFresh('BTC', 11), false)
})

choice('does not wait for a day gone by when the clock is set back', () => {
  const { hear } = createListener()
  hear('binance', 0)

  assert.is(hear('kraken', -3_600), true)
})

const order: ProviderName[] = ['binance', 'coinbase', 'kraken']
const noon = 1_795_176_000_000

/** In seconds after noon. */
function createListener() {
  const choice = createPriceChoice(order)
  return {
    ...choice,
    hear(source: ProviderName, second: number, coin: TrackedCoin = 'BTC') {
      const now = noon + second * 1_000
      return choice.heard(source, coin, now, now)
    },
    hasFresh: (coin: TrackedCoin, second: number) => choice.hasFresh(coin, noon + second * 1_000),
  }
}

choice.run()
