import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBatchSize } from './batch-size.ts'

const size = suite('render/batch-size')

size('is one until it is known how long tasks take', () => {
  assert.is(createBatchSize(4, 32).current(), 1)
})

size('is as many as take the given time together', () => {
  assert.is(after(0.5, 200), 8)
  assert.is(after(1.3, 200), 3)
})

size('is never more than the most, and never less than one', () => {
  assert.is(after(0.01, 400), 32)
  assert.is(after(50, 400), 1)
})

size('follows a change, and is not led astray by one task', () => {
  const batch = createBatchSize(4, 32)
  for (let done = 0; done < 200; done++) batch.took(0.25)
  const before = batch.current()

  batch.took(2)
  const afterOne = batch.current()
  for (let done = 0; done < 200; done++) batch.took(2)

  assert.is(before, 16)
  assert.ok(afterOne > 8)
  assert.is(batch.current(), 2)
})

size.run()

function after(ms: number, tasks: number): number {
  const batch = createBatchSize(4, 32)
  for (let done = 0; done < tasks; done++) batch.took(ms)
  return batch.current()
}
