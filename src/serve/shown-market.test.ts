import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Figure, MarketChange } from '../market/figure.ts'
import { createShownMarket } from './shown-market.ts'

const shown = suite('serve/shown-market')

const price = (value: number, status: Figure['status'] = 'live') => ({
  'BTC.price': { value, at: value, source: 'test', status },
})
const change = (seq: number, figures: MarketChange['figures'], kind: MarketChange['kind'] = 'change'): MarketChange => {
  return { kind, epoch: 'line', seq, figures }
}

function createTested() {
  const clock = { now: 1_000_000 }
  return { clock, market: createShownMarket({ now: () => clock.now }) }
}

shown('shows what the content knows until the line tells something, and never again', () => {
  const { market } = createTested()
  const snapshot: MarketChange = { kind: 'snapshot', epoch: 's1', seq: 1, figures: price(90, 'stale') }

  market.showSnapshot(snapshot)
  const first = market.board.get('BTC.price')?.value
  market.follow(change(7, price(91), 'snapshot'))
  market.showSnapshot({ ...snapshot, epoch: 's2' })

  assert.is(first, 90)
  assert.is(market.board.get('BTC.price')?.value, 91)
  assert.equal(market.board.clock(), { epoch: 'line', seq: 7 })
})

shown('shows figures as stale after a minute of silence, once', () => {
  const { market, clock } = createTested()
  market.follow(
    change(7, { ...price(91), 'SPY.price': { value: 1, at: 1, source: 'test', status: 'closed' } }, 'snapshot'),
  )

  clock.now += 59_999
  market.check()
  const before = market.board.clock()
  clock.now += 1
  market.check()
  const after = market.board.clock()
  clock.now += 60_000
  market.check()

  assert.equal(before, { epoch: 'line', seq: 7 })
  assert.match(after.epoch, /^old[a-z0-9]{1,9}$/)
  assert.equal(market.board.clock(), after)
  assert.equal([market.board.get('BTC.price')?.value, market.board.get('BTC.price')?.status], [91, 'stale'])
  assert.is(market.board.get('SPY.price')?.status, 'stale')
})

shown('goes on with the line when it is heard again, with all it knows', () => {
  const { market, clock } = createTested()
  market.follow(change(7, { ...price(91), fng: { value: 20, at: 1, source: 'test', status: 'live' } }, 'snapshot'))
  clock.now += 60_000
  market.check()

  market.follow(change(8, price(92)))

  assert.equal(market.board.clock(), { epoch: 'line', seq: 8 })
  assert.equal([market.board.get('BTC.price')?.value, market.board.get('BTC.price')?.status], [92, 'live'])
  assert.is(market.board.get('fng')?.status, 'live')
})

shown('leaves what is stale already, and a market that was never heard of', () => {
  const { market, clock } = createTested()
  clock.now += 120_000
  market.check()
  assert.equal(market.board.clock(), { epoch: '', seq: 0 })

  market.follow(change(7, price(91, 'stale'), 'snapshot'))
  clock.now += 120_000
  market.check()

  assert.equal(market.board.clock(), { epoch: 'line', seq: 7 })
})

shown.run()
