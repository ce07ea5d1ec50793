import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { channelPair } from '../../testing/channel-pair.ts'
import { createHeard } from '../../testing/heard.ts'
import { createChannel, type Handlers } from './channel.ts'

const channel = suite('serve/cluster/channel')

/** One end that asks another, which has these handlers. */
function asking(handlers: Handlers) {
  const { ends, cut } = channelPair()
  createChannel(ends[1], handlers)
  return { ...createChannel(ends[0], {}), cut }
}

function messageOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: Error) => error.message,
  )
}

channel('gives each caller its own result, in whatever order they come', async () => {
  const waiting = new Map<string, (result: string) => void>()
  const { call } = asking({ ask: (name: string) => new Promise((resolve) => waiting.set(name, resolve)) })

  const [a, b] = [call('ask', 'a'), call('ask', 'b')]
  while (waiting.size < 2) await new Promise(setImmediate)
  waiting.get('b')!('for b')
  waiting.get('a')!('for a')

  assert.equal(await Promise.all([a, b]), ['for a', 'for b'])
})

channel('carries maps, sets and nothing at all', async () => {
  const { call } = asking({ same: (data: unknown) => data })

  assert.equal(await call('same', new Map([['/', 1]])), new Map([['/', 1]]))
  assert.is(await call('same'), undefined)
})

channel('rejects with the message of an error there, and of a name nobody knows', async () => {
  const { call } = asking({
    throws: () => {
      throw new Error('at once')
    },
    rejects: async () => {
      throw new Error('later')
    },
  })

  assert.is(await messageOf(call('throws')), 'at once')
  assert.is(await messageOf(call('rejects')), 'later')
  assert.is.not(await messageOf(call('unknown')), 'done')
})

channel('tells in order, and forgets what nobody listens to', async () => {
  const told = createHeard<number>()
  const { tell } = asking({ number: told.add })

  void tell('number', 1)
  void tell('unknown', 2)
  void tell('number', 3)
  await told.until((items) => items.length === 2)

  assert.equal(told.items, [1, 3])
})

channel('tells before it is asked, if that came first', async () => {
  const told: number[] = []
  const { tell, call } = asking({ number: (n: number) => told.push(n), all: () => told })

  void tell('number', 1)
  const seen = await call('all')

  assert.equal(seen, [1])
})

channel('lets nobody wait for a process that is gone', async () => {
  const { call, tell, cut } = asking({ never: () => new Promise(() => {}) })

  const waiting = messageOf(call('never'))
  cut()

  assert.is(await waiting, 'the other process is gone')
  assert.is(await messageOf(call('never')), 'the other process is gone')
  assert.is(await tell('anything'), undefined)
})

channel('lets nobody wait where there is no channel', async () => {
  const { call, tell } = createChannel({ on() {}, once() {} }, {})

  assert.is(await messageOf(call('anything')), 'the other process is gone')
  assert.is(await tell('anything'), undefined)
})

channel('survives an answer to a question nobody asked', async () => {
  const { ends } = channelPair()
  const { call } = createChannel(ends[0], {})
  createChannel(ends[1], { same: (data: unknown) => data })
  ends[1].send!({ kind: 'result', id: 99, result: 'stray' }, () => {})

  assert.is(await call('same', 'mine'), 'mine')
})

channel.run()
