import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coreCount } from './core-count.ts'

const count = suite('bench/server/core-count')

count('reads lists as taskset takes them', () => {
  assert.equal(['0', '0-3', '0-3,8', '1,5', '0-6:2', undefined].map(coreCount), [1, 4, 5, 2, 4, undefined])
})

count.run()
