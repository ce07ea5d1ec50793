import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeProvider, isDown, type FakeProvider } from '../../testing/fake-sources.ts'
import type { MarketEvent } from './market-event.ts'
import { ProviderError, type Provider } from '../quote.ts'
import { createChain, type ChainParts } from './source-chain.ts'

const chain = suite('market/desk/source-chain')

chain('asks nobody else when the first answers', async () => {
  const { chain, taken, first, second } = createTwo()

  await chain.ask()

  assert.equal(taken, ['first'])
  assert.equal([first.asked, second.asked], [1, 0])
})

chain('asks the next at once when one fails, and says so', async () => {
  const { chain, taken, events, first } = createTwo()
  first.give = isDown

  await chain.ask()

  assert.equal(taken, ['second'])
  assert.is(events.length, 1)
  assert.is(events[0]!.type, 'market-source-failed')
})

chain('returns to the first as soon as it answers again', async () => {
  const { chain, taken, first } = createTwo()
  first.give = isDown
  await chain.ask()
  first.give = () => 'first'

  await chain.ask()

  assert.equal(taken, ['second', 'first'])
})

chain('asks the next when what one gave is not all', async () => {
  const { chain, taken } = createTwo({ isAll: (text) => text === 'second' })

  await chain.ask()

  assert.equal(taken, ['first', 'second'])
})

chain('turns from one that does not answer in time, though it does not mind its signal', async () => {
  const { chain, taken, events, first } = createTwo({ limitMs: 1 })
  first.give = () => new Promise<string>(() => {})

  await chain.ask()

  assert.equal(taken, ['second'])
  const [event] = events
  assert.is(event?.type === 'market-source-failed' && (event.error as ProviderError).problem.kind, 'timeout')
})

chain('signals one that does not answer in time', async () => {
  const endings: unknown[] = []
  const { chain } = createOf([patient(endings)], { limitMs: 1 })

  await chain.ask()

  assert.equal(endings.map(String), ['Error: binance: timeout: no answer in 1 ms'])
})

chain('ends a round that is under way when it is closed, and tells no more', async () => {
  const next = fakeProvider('coingecko', () => 'next')
  const endings: unknown[] = []
  const { chain, taken, events } = createOf([patient(endings), next])
  const round = chain.ask()

  await chain.close()
  await round
  await chain.ask()

  assert.equal(endings.map(String), ['Error: closed'])
  assert.equal([taken, events, next.asked], [[], [], 0])
  await chain.close()
})

chain('makes one round for all who ask meanwhile', async () => {
  const { chain, first } = createTwo()

  await Promise.all([chain.ask(), chain.ask(), chain.ask()])

  assert.is(first.asked, 1)
})

chain('begins a round when it is due', async () => {
  const { chain, clock, first } = createTwo({ everyMs: () => 100 })
  const asked: number[] = []
  for (const now of [0, 99, 100, 150, 200]) {
    clock.now = now
    chain.tick()
    await chain.ended()
    asked.push(first.asked)
  }

  assert.equal(asked, [1, 1, 2, 2, 3])
})

chain('begins another round sooner when all have failed', async () => {
  const { chain, clock, first, second } = createTwo({ everyMs: () => 100, retryMs: 10 })
  first.give = second.give = isDown
  chain.tick()
  await chain.ended()

  for (const now of [9, 10]) {
    clock.now = now
    chain.tick()
    await chain.ended()
  }

  assert.is(first.asked, 2)
})

chain('asks nobody while nothing is wanted', async () => {
  const { chain, first } = createTwo({ everyMs: () => undefined })

  chain.tick()
  await chain.ended()

  assert.is(first.asked, 0)
})

chain('does not wait for a day gone by when the clock is set back', async () => {
  const { chain, clock, first } = createTwo({ everyMs: () => 100 })
  chain.tick()
  await chain.ended()

  clock.now = -1_000_000
  chain.tick()
  await chain.ended()

  assert.is(first.asked, 2)
})

/** Waits until it is told to end, and keeps why. */
function patient(endings: unknown[]): Provider<string> {
  return {
    name: 'binance',
    fetch: (signal) => new Promise(() => signal.addEventListener('abort', () => endings.push(signal.reason))),
  }
}

interface Given {
  everyMs?: ChainParts<string>['everyMs']
  isAll?: (text: string) => boolean
  limitMs?: number
  retryMs?: number
}

function createTwo(given: Given = {}) {
  const first: FakeProvider<string> = fakeProvider('binance', () => 'first')
  const second: FakeProvider<string> = fakeProvider('coingecko', () => 'second')
  return { first, second, ...createOf([first, second], given) }
}

function createOf(providers: Provider<string>[], given: Given = {}) {
  const { everyMs = () => 100, isAll = () => true, limitMs = 10_000, retryMs = 100 } = given
  const taken: string[] = []
  const events: MarketEvent[] = []
  const clock = { now: 0 }
  const begin = () => (text: string) => {
    taken.push(text)
    return isAll(text)
  }
  const chain = createChain(
    { name: 'global', providers, everyMs, begin, now: () => clock.now },
    { limitMs, retryMs },
    (event) => events.push(event),
  )
  // What `tick` began has ended some turns later: the fakes answer at once.
  const ended = () => new Promise(setImmediate)
  return { chain: { ...chain, ended }, taken, events, clock }
}

chain.run()
