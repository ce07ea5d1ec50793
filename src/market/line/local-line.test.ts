import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Figure, MarketChange } from '../figure.ts'
import type { Publish } from './line.ts'
import { createLocalLine } from './local-line.ts'

const localLine = suite('market/line/local-line')

const figure: Figure = { value: 1, at: 1_000, source: 'binance', status: 'live' }

localLine('begins its epoch with nothing', () => {
  const line = createLocalLine({ epoch: 'a' })

  assert.equal(line.board.snapshot(), { kind: 'snapshot', epoch: 'a', seq: 0, figures: {} })
})

localLine('leads at once, and gives each change the next place on the clock', async () => {
  const line = createLocalLine({ epoch: 'a' })
  const heard: MarketChange[] = []
  line.board.onChange((change) => heard.push(change))
  const polls: Publish[] = []

  line.lead(polling(polls))
  await polls[0]!({ fng: figure })
  await Promise.all([polls[0]!({ fng: { ...figure, value: 2 } }), polls[0]!({ 'BTC.price': figure })])

  assert.is(polls.length, 1)
  assert.equal(heard, [
    { kind: 'change', epoch: 'a', seq: 1, figures: { fng: figure } },
    { kind: 'change', epoch: 'a', seq: 2, figures: { fng: { ...figure, value: 2 } } },
    { kind: 'change', epoch: 'a', seq: 3, figures: { 'BTC.price': figure } },
  ])
})

localLine('ends its poll when it is closed, and takes nothing more', async () => {
  const line = createLocalLine({ epoch: 'a' })
  const polls: Publish[] = []
  let closed = 0
  line.lead(polling(polls, () => closed++))

  await line.close()
  const [late] = await Promise.allSettled([polls[0]!({ fng: figure })])

  assert.is(closed, 1)
  assert.is(late.status, 'rejected')
  assert.is(line.board.clock().seq, 0)
})

localLine('can be closed without ever having led', async () => {
  const line = createLocalLine({ epoch: 'a' })

  await line.close()

  assert.throws(() => line.lead(polling([])), 'closed')
})

localLine('is led once', () => {
  const line = createLocalLine({ epoch: 'a' })
  line.lead(polling([]))

  assert.throws(() => line.lead(polling([])), 'leads already')
})

function polling(polls: Publish[], onClose = () => {}) {
  return (publish: Publish) => {
    polls.push(publish)
    return { close: async () => onClose() }
  }
}

localLine.run()
