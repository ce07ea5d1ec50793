import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { minutesToRead } from './reading-time.ts'

const time = suite('content/reading-time')

time('takes at least a minute', () => {
  assert.is(minutesToRead(''), 1)
  assert.is(minutesToRead('three little words'), 1)
})

time('reads 200 words a minute and rounds to the nearest', () => {
  assert.is(minutesToRead('word '.repeat(299)), 1)
  assert.is(minutesToRead('word '.repeat(300)), 2)
  assert.is(minutesToRead('word '.repeat(2000)), 10)
})

time('counts words of every script and numbers, but no punctuation', () => {
  assert.is(minutesToRead('thị '.repeat(600)), 3)
  assert.is(minutesToRead('42 '.repeat(600)), 3)
  assert.is(minutesToRead('| --- | '.repeat(600)), 1)
})

time.run()
