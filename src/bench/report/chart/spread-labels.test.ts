import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { spreadLabels } from './spread-labels.ts'

const spread = suite('bench/report/chart/spread-labels')

const within = { top: 0, bottom: 100, apart: 10 }

spread('leaves labels that have room where they are', () => {
  assert.equal(places([20, 50]), [20, 50])
})

spread('moves labels apart, in their order', () => {
  assert.equal(places([50, 50, 51]), [50, 60, 70])
})

spread('moves them up where there is no room below', () => {
  assert.equal(places([99, 100, 100]), [80, 90, 100])
})

function places(values: number[]): number[] {
  return spreadLabels(
    values.map((y) => ({ y })),
    within,
  ).map(({ y }) => y)
}

spread.run()
