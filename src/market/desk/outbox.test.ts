import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSignal } from '../../testing/signal.ts'
import { createBoard } from '../board.ts'
import type { Figure, FigureId } from '../figure.ts'
import type { MarketEvent } from './market-event.ts'
import { createOutbox } from './outbox.ts'

const outbox = suite('market/desk/outbox')

outbox('publishes what was gathered, of each figure the last', async () => {
  const { put, flush, published } = createOut()
  put('BTC.price', price(1))
  put('ETH.price', price(5))
  put('BTC.price', price(2))

  await flush()

  assert.equal(published, [{ 'BTC.price': price(2), 'ETH.price': price(5) }])
})

outbox('publishes nothing when there is nothing', async () => {
  const { flush, published } = createOut()

  await flush()

  assert.equal(published, [])
})

outbox('has one publish under way, and sends what came meanwhile with the next', async () => {
  const { put, flush, published, hold } = createOut()
  const held = hold()
  put('BTC.price', price(1))
  const first = flush()
  put('BTC.price', price(2))
  put('BTC.price', price(3))
  const second = flush()
  const meanwhile = published.length
  held.give()
  await Promise.all([first, second])

  await flush()

  assert.is(meanwhile, 1)
  assert.equal(published, [{ 'BTC.price': price(1) }, { 'BTC.price': price(3) }])
})

outbox('keeps what could not be published, but for what is newer', async () => {
  const { put, flush, published, clock, fail, events } = createOut()
  fail(new Error('another leads'))
  put('BTC.price', price(1))
  put('ETH.price', price(5))
  await flush()
  put('BTC.price', price(2))
  fail(undefined)
  clock.now += 1_000

  await flush()

  assert.equal(published, [{ 'BTC.price': price(2), 'ETH.price': price(5) }])
  assert.equal(
    events.map(({ type }) => type),
    ['market-publish-failed', 'market-publish-recovered'],
  )
})

outbox('keeps what came newer while a publish was failing', async () => {
  const { put, flush, published, clock, fail, hold } = createOut()
  const held = hold()
  fail(new Error('away'))
  put('BTC.price', price(1))
  const failing = flush()
  put('BTC.price', price(2))
  held.give()
  await failing
  fail(undefined)
  clock.now += 1_000

  await flush()

  assert.equal(published, [{ 'BTC.price': price(2) }])
})

outbox('waits before it tries again, and tells of a failure once', async () => {
  const { put, flush, clock, fail, tries, events } = createOut()
  fail(new Error('away'))
  put('BTC.price', price(1))
  for (const now of [0, 999, 1_000, 1_500, 2_000]) {
    clock.now = noon + now
    await flush()
  }

  assert.is(tries(), 3)
  assert.is(events.length, 1)
})

outbox('does not publish what is older than what another one published meanwhile', async () => {
  const { put, flush, published, board } = createOut()
  put('BTC.price', price(1, noon - 1))
  put('ETH.price', price(5, noon))
  board.apply({
    kind: 'snapshot',
    epoch: 'a',
    seq: 1,
    figures: { 'BTC.price': price(9, noon), 'ETH.price': price(9, noon) },
  })

  await flush()

  assert.equal(published, [{ 'ETH.price': price(5, noon) }])
})

outbox('does not wait for a time on the board that cannot be', async () => {
  const { put, flush, published, board } = createOut()
  board.apply({ kind: 'snapshot', epoch: 'a', seq: 1, figures: { 'BTC.price': price(9, noon + 86_400_000) } })
  put('BTC.price', price(1, noon))

  await flush()

  assert.equal(published, [{ 'BTC.price': price(1, noon) }])
})

outbox('tells of a figure whose time alone moved on only after five seconds', async () => {
  const { put, flush, published } = createOut()
  for (const later of [0, 4_999, 5_000, 9_999]) {
    put('BTC.price', price(1, noon + later))
    await flush()
  }

  assert.equal(
    published.map((figures) => figures['BTC.price']!.at - noon),
    [0, 5_000],
  )
})

outbox('tells at once of another value, status or source', async () => {
  const { put, flush, published } = createOut()
  for (const figure of [
    price(1),
    price(2),
    { ...price(2), status: 'delayed' as const },
    { ...price(2), source: 'kraken' },
  ]) {
    put('BTC.price', figure)
    await flush()
  }

  assert.is(published.length, 4)
})

outbox('does not tell again what was on the board before', async () => {
  const board = createBoard()
  board.apply({ kind: 'snapshot', epoch: 'a', seq: 1, figures: { 'BTC.price': price(1) } })
  const { put, flush, published } = createOut(board)
  put('BTC.price', price(1, noon + 100))

  await flush()

  assert.equal(published, [])
})

outbox('publishes nothing more once it is closed', async () => {
  const { put, flush, published, close } = createOut()
  put('BTC.price', price(1))
  await close()

  await flush()
  await close()

  assert.equal(published, [])
})

outbox('waits at its close for the publish that is under way', async () => {
  const { put, flush, published, hold, close } = createOut()
  const held = hold()
  put('BTC.price', price(1))
  void flush()

  let isClosed = false
  const closing = close().then(() => (isClosed = true))
  await new Promise(setImmediate)
  const before = isClosed
  held.give()
  await closing

  assert.is(before, false)
  assert.is(published.length, 1)
})

const noon = 1_795_176_000_000

function price(value: number, at = noon): Figure {
  return { value, at, source: 'binance', status: 'live' }
}

function createOut(board = createBoard()) {
  const published: Readonly<Record<FigureId, Figure>>[] = []
  const events: MarketEvent[] = []
  const clock = { now: noon }
  let failure: Error | undefined
  let held = Promise.resolve()
  let tries = 0
  const publish = async (figures: Readonly<Record<FigureId, Figure>>) => {
    tries++
    const error = failure
    if (!error) published.push(figures)
    await held
    if (error) throw error
  }
  const outbox = createOutbox({ publish, board, retryMs: 1_000, now: () => clock.now }, (event) => events.push(event))
  return {
    ...outbox,
    board,
    published,
    events,
    clock,
    tries: () => tries,
    fail: (error: Error | undefined) => void (failure = error),
    hold() {
      const signal = createSignal()
      held = signal.given
      return signal
    },
  }
}

outbox.run()
