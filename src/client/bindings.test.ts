import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseBindings } from './bindings.ts'

const bindings = suite('client/bindings')

bindings('are read with target, figure and style', () => {
  const read = parseBindings('text=BTC.price price; class=BTC.change24h direction;aria-label=fng integer')

  assert.equal(read, [
    { target: 'text', figure: 'BTC.price', style: 'price' },
    { target: 'class', figure: 'BTC.change24h', style: 'direction' },
    { target: 'aria-label', figure: 'fng', style: 'integer' },
  ])
})

bindings('may count a change from a value of a moment', () => {
  const read = parseBindings(
    'text=BTC.price change since 93120.5 1763380800000; class=BTC.price direction since 1e-7 5',
  )

  assert.equal(read, [
    { target: 'text', figure: 'BTC.price', style: 'change', since: { value: 93_120.5, at: 1_763_380_800_000 } },
    { target: 'class', figure: 'BTC.price', style: 'direction', since: { value: 1e-7, at: 5 } },
  ])
})

bindings('never name an attribute that runs or loads something', () => {
  const read = parseBindings('onclick=BTC.price price; href=BTC.price price; style=BTC.price price; src=fng text')

  assert.equal(read, [])
})

bindings('leave out what is not understood and keep the rest', () => {
  const read = parseBindings('; text=BTC.price; text=BTC.price nonsense; text=<b> price; title=fng integer; text')

  assert.equal(read, [{ target: 'title', figure: 'fng', style: 'integer' }])
})

bindings('of a class have a style whose words are known', () => {
  const read = parseBindings('class=BTC.price price; class=BTC.price source; class=BTC.price status')

  assert.equal(read, [{ target: 'class', figure: 'BTC.price', style: 'status' }])
})

bindings.run()
