import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SentFigure } from '../realtime/protocol.ts'
import { createKnownFigures, type KnownFigure, parseClock } from './known-figures.ts'

const knownFigures = suite('client/known-figures')

const btc = (value: number, at: number): { 'BTC.price': SentFigure } => ({
  'BTC.price': [value, at, 'binance', 'live'],
})

/** A page of moment `one.10` that shows the price of Bitcoin as of second 50. */
function pageOfTen() {
  const printed: KnownFigure = { epoch: 'one', seq: 10, at: 50, status: 'stale' }
  return createKnownFigures({ epoch: 'one', seq: 10 }, new Map([['BTC.price', printed]]))
}

knownFigures('go on from what the page printed', () => {
  const known = pageOfTen()

  assert.equal(known.clock(), { epoch: 'one', seq: 10 })
  assert.is(known.get('BTC.price'), undefined)
  assert.equal(known.statuses(), ['stale'])
})

knownFigures('of the same epoch follow its clock, whatever time their source tells', () => {
  const known = pageOfTen()

  const changed = known.take({ type: 'delta', epoch: 'one', seq: 11, figures: btc(2, 40) })

  assert.equal(changed, ['BTC.price'])
  assert.is(known.get('BTC.price')!.value, 2)
  assert.equal(known.clock(), { epoch: 'one', seq: 11 })
  assert.equal(known.statuses(), ['live'])
})

knownFigures('do not take what is of an earlier moment of the same epoch', () => {
  const known = pageOfTen()

  assert.equal(known.take({ type: 'delta', epoch: 'one', seq: 9, figures: btc(1, 90) }), [])
  assert.equal(known.take({ type: 'snapshot', epoch: 'one', seq: 9, time: 0, figures: btc(1, 90) }), [])
  assert.equal(known.clock(), { epoch: 'one', seq: 10 })
})

knownFigures('take from another epoch only what is not older by its source', () => {
  const known = pageOfTen()

  assert.equal(known.take({ type: 'snapshot', epoch: 'two', seq: 1, time: 0, figures: btc(1, 49) }), [])
  assert.equal(known.take({ type: 'delta', epoch: 'two', seq: 2, figures: btc(2, 49) }), [])
  assert.equal(known.take({ type: 'delta', epoch: 'two', seq: 3, figures: btc(3, 50) }), ['BTC.price'])
  assert.equal(known.take({ type: 'delta', epoch: 'two', seq: 4, figures: btc(4, 45) }), ['BTC.price'])
  assert.equal(known.clock(), { epoch: 'two', seq: 4 })
})

knownFigures('do not go back when a server that lags tells of the epoch before', () => {
  const known = pageOfTen()
  known.take({ type: 'snapshot', epoch: 'two', seq: 5, time: 0, figures: btc(5, 60) })

  assert.equal(known.take({ type: 'snapshot', epoch: 'one', seq: 30, time: 0, figures: btc(1, 55) }), [])
  assert.is(known.get('BTC.price')!.value, 5)
})

knownFigures('do not go back within an epoch that went away and came again', () => {
  const known = pageOfTen()
  known.take({ type: 'delta', epoch: 'one', seq: 20, figures: btc(20, 60) })
  known.take({ type: 'snapshot', epoch: 'two', seq: 1, time: 0, figures: {} })

  assert.equal(known.take({ type: 'snapshot', epoch: 'one', seq: 15, time: 0, figures: btc(15, 65) }), [])
})

knownFigures('wait for the snapshot of an epoch that is new', () => {
  const known = pageOfTen()

  assert.equal(known.take({ type: 'delta', epoch: 'two', seq: 1, figures: btc(9, 90) }), [])
  assert.equal(known.clock(), { epoch: 'one', seq: 10 })
})

knownFigures('keep nothing that is not of the page, and nothing that is no figure', () => {
  const known = pageOfTen()
  const text = `{"fng":[1,2,"a","live"],"__proto__":[1,2,"a","live"],"BTC.price":null}`
  const wrong = [[null, 60, 'a', 'live'], ['x', 'now', 'a', 'live'], [1, 60, 'a', 'odd'], { value: 1 }, 7]

  assert.equal(known.take({ type: 'delta', epoch: 'one', seq: 11, figures: JSON.parse(text) }), [])
  for (const figure of wrong) {
    const figures = { 'BTC.price': figure as SentFigure }
    assert.equal(known.take({ type: 'delta', epoch: 'one', seq: 12, figures }), [])
  }
  assert.is(known.get('BTC.price'), undefined)
  assert.is(known.get('fng'), undefined)
})

knownFigures('know no clock that is none', () => {
  const known = pageOfTen()
  const message = { type: 'snapshot', epoch: 'two', time: 0, figures: btc(9, 90) } as const

  assert.equal(known.take({ ...message, seq: NaN }), [])
  assert.equal(known.take({ ...message, seq: undefined as unknown as number }), [])
  assert.equal(known.clock(), { epoch: 'one', seq: 10 })
})

knownFigures('read the clock of a page, filled up or not there yet', () => {
  assert.equal(parseClock('abc9.1200      '), { epoch: 'abc9', seq: 1200 })
  assert.is(parseClock('–              '), undefined)
  assert.is(parseClock(''), undefined)
})

knownFigures.run()
