import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MessageRate } from './message-rate.ts'

const rates = suite('realtime/message-rate')

const takes = (rate: MessageRate, count: number, now: number) => Array.from({ length: count }, () => rate.take(now))

rates('allow 20 messages in 10 seconds, and 20 more after those', () => {
  const rate = new MessageRate()

  assert.ok(takes(rate, 20, 1_000_000).every((result) => result === 'taken'))
  assert.is(rate.take(1_009_999), 'refused')
  assert.is(rate.take(1_010_000), 'taken')
})

rates('end a client that was refused 20 times, however long it took', () => {
  const rate = new MessageRate()

  const results = [0, 1, 2, 3].flatMap((round) => takes(rate, 25, 1_000_000 + round * 10_000))

  assert.is(results.filter((result) => result === 'refused').length, 19)
  assert.is(results.at(-1), 'over')
})

rates('go on when the clock is set back', () => {
  const rate = new MessageRate()
  takes(rate, 20, 1_000_000)

  assert.is(rate.take(500_000), 'taken')
})

rates.run()
