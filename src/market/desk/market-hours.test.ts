import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sessionAt } from './market-hours.ts'

const hours = suite('market/desk/market-hours')

hours('are from 9:30 to 16:00 in New York', () => {
  const opened = { openedAt: Date.parse('2026-11-20T14:30:00Z') }

  assert.is(at('2026-11-20T14:29:59.999Z'), undefined)
  assert.equal(at('2026-11-20T14:30:00Z'), opened)
  assert.equal(at('2026-11-20T20:59:59.999Z'), opened)
  assert.is(at('2026-11-20T21:00:00Z'), undefined)
  assert.is(at('2026-11-20T05:00:00Z'), undefined)
})

hours('are none on Saturday and Sunday', () => {
  assert.is(at('2026-11-21T16:00:00Z'), undefined)
  assert.is(at('2026-11-22T16:00:00Z'), undefined)
  assert.ok(at('2026-11-23T16:00:00Z'))
})

hours('begin an hour earlier by UTC once summer time has begun', () => {
  // Sunday 2026-03-08, 2:00.
  assert.is(at('2026-03-06T13:30:00Z'), undefined)
  assert.ok(at('2026-03-06T14:30:00Z'))
  assert.equal(at('2026-03-09T13:30:00Z'), { openedAt: Date.parse('2026-03-09T13:30:00Z') })
  assert.is(at('2026-03-09T20:00:00Z'), undefined)
})

hours('begin an hour later by UTC once it has ended', () => {
  // Sunday 2026-11-01, 2:00.
  assert.equal(at('2026-10-30T19:59:00Z'), { openedAt: Date.parse('2026-10-30T13:30:00Z') })
  assert.is(at('2026-11-02T13:30:00Z'), undefined)
  assert.equal(at('2026-11-02T20:59:00Z'), { openedAt: Date.parse('2026-11-02T14:30:00Z') })
})

function at(time: string) {
  return sessionAt(Date.parse(time))
}

hours.run()
