import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pricePoints } from './price-points.ts'

const points = suite('templates/islands/price-points')

const day = 24 * 3_600
const end = 100 * day

points('are evenly spaced over the week before', () => {
  const { times, prices } = pricePoints([1, 2, 3, 4, 5, 6, 7, 8], end)

  assert.equal([times[0], times[1], times.at(-1)], [end - 7 * day, end - 6 * day, end])
  assert.equal(prices, [1, 2, 3, 4, 5, 6, 7, 8])
})

points('go on with a last one that moves, until it is a step away', () => {
  const { times, prices, goOn } = pricePoints([1, 2, 3, 4, 5, 6, 7, 8], end)

  goOn(end + 10, 9)
  goOn(end + 20, 10)
  assert.equal(
    [times.slice(-2), prices.slice(-2)],
    [
      [end, end + 20],
      [8, 10],
    ],
  )

  goOn(end + day, 11)
  goOn(end + day + 5, 12)
  assert.equal(
    [times.slice(-3), prices.slice(-3)],
    [
      [end, end + day, end + day + 5],
      [8, 11, 12],
    ],
  )
})

points('are never more than a week needs', () => {
  const { times, goOn } = pricePoints([1, 2, 3, 4, 5, 6, 7, 8], end)

  Array.from({ length: 20_000 }, (_, minute) => goOn(end + minute * 60, minute))

  assert.ok(times.length <= 10, String(times.length))
  assert.ok(times[0]! <= times.at(-1)! - 7 * day)
})

points('do not go back, and leave out what is no price', () => {
  const { prices, goOn } = pricePoints([1, 2], end)

  goOn(end - 1, 5)
  goOn(end, 5)
  goOn(end + 1, NaN)

  assert.equal(prices, [1, 2])
})

points.run()
