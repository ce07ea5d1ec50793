import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { studentT } from './student-t.ts'

const student = suite('bench/figures/student-t')

student('agrees with the tables that are printed', () => {
  const printed = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]

  assert.equal(
    printed.map((_, index) => studentT(0.95, index + 1).toFixed(3)),
    printed.map((value) => value.toFixed(3)),
  )
})

student('agrees with them for other likelihoods, too', () => {
  const found = [
    [studentT(0.5, 1), studentT(0.8, 4), studentT(0.99, 1), studentT(0.999, 1)],
    [studentT(0.99, 12), studentT(0.998, 8), studentT(0.999, 30), studentT(0.9, 2)],
  ]

  assert.equal(
    found.map((row) => row.map((value) => Number(value.toPrecision(4)))),
    [
      [1, 1.533, 63.66, 636.6],
      [3.055, 4.501, 3.646, 2.92],
    ],
  )
})

student('nears the normal distribution as there are more', () => {
  const found = [30, 60, 120, 1e6].map((freedom) => studentT(0.95, freedom).toFixed(3))

  assert.equal(found, ['2.042', '2.000', '1.980', '1.960'])
})

student('lies between two whole numbers for one between them', () => {
  const found = [1, 1.17, 2, 2.5, 3].map((freedom) => studentT(0.95, freedom))

  assert.equal(
    found,
    [...found].sort((a, b) => b - a),
  )
})

student.run()
