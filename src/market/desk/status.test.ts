import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coinFields, globalFields } from '../figures-of.ts'
import { agesOf, isFundClosed, isOfFund, statusOf } from './status.ts'

const status = suite('market/desk/status')

status('goes by the age of the figure', () => {
  const ages = { delayedMs: 30, staleMs: 60 }

  assert.equal(
    [0, 30, 31, 60, 61].map((age) => statusOf(1_000 - age, ages, 1_000)),
    ['live', 'live', 'delayed', 'delayed', 'stale'],
  )
  assert.is(statusOf(1_005, ages, 1_000), 'live')
  assert.is(statusOf(0, ages, 1_000, true), 'closed')
})

status('calls a price stale after a minute, and what is told once a day after a day and a half', () => {
  assert.equal(agesOf('BTC.price'), { delayedMs: 30_000, staleMs: 60_000 })
  assert.equal(agesOf('fng'), { delayedMs: 27 * hour, staleMs: 36 * hour })
  assert.is(agesOf('fng.class'), agesOf('fng'))
})

status('knows every figure, and that late comes before stale', () => {
  const coin = coinFields.map(([field]) => `ETH.${field}`)
  const ids = [...coin, ...globalFields.map(([id]) => id), 'fng', 'fng.class', 'BTC.rsi14', 'SPY.price', 'SPY.change']

  for (const id of ids) assert.ok(agesOf(id).delayedMs < agesOf(id).staleMs, id)
  assert.is(agesOf('SPY.change'), agesOf('SPY.price'))
  assert.is.not(agesOf('SPY.price'), agesOf('ETH.price'))
  assert.equal([isOfFund('SPY.price'), isOfFund('BTC.price'), isOfFund('fng')], [true, false, false])
})

status('of a fund is closed outside of the hours', () => {
  assert.is(isFundClosed(opened + hour, opened + hour, undefined, opened + 8 * hour), true)
  assert.is(isFundClosed(opened + hour, opened + hour, { openedAt: opened }, opened + hour), false)
})

status('of a fund stays closed on a day on which nothing is traded', () => {
  const yesterday = opened - 17 * hour

  assert.is(isFundClosed(yesterday, opened + hour, { openedAt: opened }, opened + hour), true)
})

status('of a fund does not stay closed when nobody could be asked', () => {
  const yesterday = opened - 17 * hour

  assert.is(isFundClosed(yesterday, yesterday, { openedAt: opened }, opened), true)
  assert.is(isFundClosed(yesterday, yesterday, { openedAt: opened }, opened + hour), false)
})

const hour = 3_600_000
const opened = Date.parse('2026-11-20T14:30:00Z')

status.run()
