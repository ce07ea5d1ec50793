import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linePath, niceTicks, scale, short } from './scale.ts'

const geometry = suite('templates/parts/scale')

geometry('maps one span onto another, ends onto ends', () => {
  const map = scale([10, 20], [0, 100])

  assert.equal([map(10), map(15), map(20)], [0, 50, 100])
})

geometry('maps onto a span that runs downwards, as heights do on a screen', () => {
  const map = scale([0, 4], [100, 0])

  assert.equal([map(0), map(1), map(4)], [100, 75, 0])
})

geometry('maps a span without length onto the middle', () => {
  const map = scale([5, 5], [0, 100])

  assert.equal([map(5), map(7)], [50, 50])
})

geometry('draws a line from point to point, to a tenth of a pixel', () => {
  const path = linePath([
    [0, 10],
    [5.04, 8.06],
    [10, -1],
  ])

  assert.is(path, 'M0,10L5,8.1L10,-1')
})

geometry('draws nothing through no points', () => {
  assert.is(linePath([]), '')
})

geometry('chooses round values', () => {
  assert.equal(niceTicks(0, 97, 4), [0, 25, 50, 75, 100])
  assert.equal(niceTicks(91_000, 93_500, 4), [91_000, 92_000, 93_000, 94_000])
})

geometry('covers values on both sides of zero', () => {
  assert.equal(niceTicks(-3, 8, 4), [-5, 0, 5, 10])
})

geometry('shows none of the noise of binary fractions', () => {
  assert.equal(niceTicks(0, 0.3, 3), [0, 0.1, 0.2, 0.3])
})

geometry('has two values at least, for a line that is flat', () => {
  assert.equal(niceTicks(5, 5, 4), [4, 6])
  assert.equal(niceTicks(0, 0, 4), [0, 0.25])
})

geometry('rounds to a tenth', () => {
  assert.equal([short(1.25), short(1.24), short(-0.26)], [1.3, 1.2, -0.3])
})

geometry.run()
