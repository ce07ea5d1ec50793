import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Figure } from '../market/figure.ts'
import { isWithin, parsePrinted } from './printed.ts'

const printed = suite('live/printed')

const figure = (value: Figure['value']): Figure => ({ value, at: 0, source: 'test', status: 'live' })
const read = (text: string, value: Figure['value'] | undefined) =>
  parsePrinted(text, () => (value === undefined ? undefined : figure(value)), 'route coin')

printed('keeps to a share of the value', () => {
  const price = read('BTC.price 0.5%', 1000)

  assert.ok(isWithin(price, figure(1005)))
  assert.ok(isWithin(price, figure(995)))
  assert.not(isWithin(price, figure(1005.01)))
  assert.not(isWithin(price, figure(994.99)))
})

printed('keeps to an amount', () => {
  const rsi = read('BTC.rsi14 2', 40)

  assert.ok(isWithin(rsi, figure(42)))
  assert.not(isWithin(rsi, figure(37.9)))
})

printed('tells every difference from what is to be exact', () => {
  assert.ok(isWithin(read('fng exact', 28), figure(28)))
  assert.not(isWithin(read('fng exact', 28), figure(29)))
  assert.ok(isWithin(read('fng.class exact', 'Fear'), figure('Fear')))
  assert.not(isWithin(read('fng.class 5%', 'Fear'), figure('Greed')))
})

printed('tells when a missing figure comes, or one goes missing', () => {
  assert.ok(isWithin(read('fng exact', undefined), undefined))
  assert.not(isWithin(read('fng 5', undefined), figure(28)))
  assert.not(isWithin(read('fng 5', 28), undefined))
})

printed('refuses what it cannot read, and says where', () => {
  for (const text of ['BTC.price', 'BTC.price -1', 'BTC.price 5 %', 'a b 1%', '../x 1%', 'BTC.price 0.5%%']) {
    assert.throws(
      () => read(text, 1),
      (error: Error) => error.message.includes(`route coin prints "${text}"`),
    )
  }
})

printed.run()
