import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isTopic, topicsKey, topicsOf } from './topics.ts'

const topics = suite('realtime/topics')

topics('are the names of figures, coins, and the few that are fixed', () => {
  assert.ok(['BTC.price', 'BTC', 'market', 'reports', 'build', 'fng.class'].every(isTopic))
  assert.not.ok(['', '.', 'BTC.', '.price', 'BTC.price.x', '__proto__', 'a b', 'x'.repeat(13)].some(isTopic))
})

topics('of a figure are itself, its coin or fund, and the market', () => {
  assert.equal(topicsOf('BTC.price'), ['BTC.price', 'BTC', 'market'])
  assert.equal(topicsOf('SPY.change'), ['SPY.change', 'SPY', 'market'])
})

topics('of a figure that is no coin’s do not take in those it begins like', () => {
  assert.equal(topicsOf('fng.class'), ['fng.class', 'market'])
  assert.equal(topicsOf('fng'), ['fng', 'market'])
})

topics('have one key in whatever order they are', () => {
  assert.is(topicsKey(new Set(['BTC', 'ADA'])), topicsKey(new Set(['ADA', 'BTC'])))
  assert.is.not(topicsKey(new Set(['BTC'])), topicsKey(new Set(['ADA'])))
})

topics.run()
