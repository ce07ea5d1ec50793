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
