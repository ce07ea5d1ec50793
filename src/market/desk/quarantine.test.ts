import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ProviderName } from '../quote.ts'
import { createQuarantine } from './quarantine.ts'

const quarantine = suite('market/desk/quarantine')

quarantine('lets pass what is within half of what is shown', () => {
  const lets = createLets()

  assert.equal([lets(149, 'binance', 0), lets(51, 'kraken', 0)], [true, true])
})

quarantine('holds back what is farther, as long as it stands alone', () => {
  const lets = createLets()

  assert.equal([lets(200, 'binance', 0), lets(200, 'binance', 59_999), lets(40, 'kraken', 0)], [false, false, false])
})

quarantine('lets pass what another source says too', () => {
  const lets = createLets()
  lets(200, 'binance', 0)

  assert.equal([lets(208, 'kraken', 1_000), lets(200, 'binance', 2_000)], [true, true])
})

quarantine('does not take two words for one that say different things', () => {
  const lets = createLets()
  lets(200, 'binance', 0)

  assert.is(lets(220, 'kraken', 1_000), false)
})

quarantine('does not count what another source said long ago', () => {
  const lets = createLets()
  lets(200, 'binance', 0)

  assert.is(lets(200, 'kraken', 60_000), false)
})

quarantine('lets pass what a source has kept to for a minute', () => {
  const lets = createLets()
  lets(200, 'binance', 0)
  lets(204, 'binance', 30_000)

  assert.is(lets(202, 'binance', 60_000), true)
})

quarantine('counts the minute anew when a source says something else, or comes to its senses', () => {
  const other = createLets()
  other(200, 'binance', 0)
  other(300, 'binance', 30_000)
  const sane = createLets()
  sane(200, 'binance', 0)
  sane(100, 'binance', 30_000)

  assert.is(other(300, 'binance', 60_000), false)
  assert.is(sane(200, 'binance', 60_000), false)
})

quarantine('keeps figures apart', () => {
  const { lets } = createQuarantine()
  lets('BTC.price', 200, 'binance', 100, 0)

  assert.is(lets('ETH.price', 200, 'kraken', 100, 0), false)
})

/** Of a price that is shown as 100. */
function createLets() {
  const { lets } = createQuarantine()
  return (price: number, source: ProviderName, now: number) => lets('BTC.price', price, source, 100, now)
}

quarantine.run()
