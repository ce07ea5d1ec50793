import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../board.ts'
import type { Figure, FigureId } from '../figure.ts'
import type { MarketEvent } from './market-event.ts'
import type { ProviderName } from '../quote.ts'
import { createShownFigures } from './shown-figures.ts'
import type { Told } from './told.ts'

const shown = suite('market/desk/shown-figures')

shown('shows what is told, with who said so and when', () => {
  const { take, last } = createShown()

  const verdict = take(btc(91_000, noon - 50), noon)

  assert.is(verdict, 'taken')
  assert.equal(last('BTC.price'), { value: 91_000, at: noon - 50, source: 'binance', status: 'live' })
})

shown('takes our own time when the source has none, or one that cannot be', () => {
  const { take, last } = createShown()
  take(btc(91_000, undefined), noon)
  const first = last('BTC.price')
  take(btc(91_000, noon + 3_600_000), noon + 1)

  assert.is(first?.at, noon)
  assert.is(last('BTC.price')?.at, noon + 1)
})

shown('leaves out what a source does not know', () => {
  const { take, last } = createShown()

  take(told(['BTC.price', 91_000], ['BTC.change24h', undefined]), noon)

  assert.is(last('BTC.change24h'), undefined)
})

shown('refuses a whole quote whose price cannot be', () => {
  const { take, last, events } = createShown()

  const verdict = take(told(['BTC.price', 0], ['BTC.change24h', 1]), noon)

  assert.is(verdict, 'refused')
  assert.is(last('BTC.change24h'), undefined)
  assert.equal(events, [
    { type: 'market-figure-refused', figure: 'BTC.price', source: 'binance', value: 0, why: 'implausible' },
  ])
})

shown('refuses a figure that cannot be, and takes those that came with it', () => {
  const { take, last } = createShown()

  const verdict = take(told(['BTC.price', 91_000], ['BTC.volume24h', -1], ['BTC.change24h', 1]), noon)

  assert.is(verdict, 'taken')
  assert.equal([last('BTC.volume24h'), last('BTC.change24h')?.value], [undefined, 1])
})

shown('tells of what it refuses once, until better comes', () => {
  const { take, events } = createShown()
  take(btc(0), noon)
  take(btc(0), noon)
  const first = events.length
  take(btc(91_000), noon)
  take(btc(0), noon)

  assert.equal([first, events.length], [1, 2])
})

shown('refuses a price a hundred times as high, and shows the one before', () => {
  const { take, last, events } = createShown()
  take(btc(9_100, noon), noon)

  const verdict = take(btc(910_000, noon + 1), noon + 1)

  assert.is(verdict, 'refused')
  assert.is(last('BTC.price')?.value, 9_100)
  assert.is(events[0]?.type === 'market-figure-refused' && events[0].why, 'quarantined')
})

shown('shows a price far off when another source says so too', () => {
  const { take, last } = createShown()
  take(btc(91_000, noon), noon)
  take(btc(30_000, noon + 1), noon + 1)

  take(btc(30_100, noon + 2, 'kraken'), noon + 2)

  assert.is(last('BTC.price')?.value, 30_100)
  assert.is(take(btc(30_000, noon + 3), noon + 3), 'taken')
})

shown('shows a price far off when its source keeps to it', () => {
  const { take, last } = createShown()
  take(btc(91_000, noon), noon)
  const verdicts = [1, 30, 60, 61].map((second) => take(btc(30_000, noon + second * 1_000), noon + second * 1_000))

  assert.equal(verdicts, ['refused', 'refused', 'refused', 'taken'])
  assert.is(last('BTC.price')?.value, 30_000)
})

shown('holds a price against what the board had at the beginning', () => {
  const { take, last } = createShown({ 'BTC.price': figure(91_000, noon - 1_000) })

  assert.is(take(btc(30_000, noon), noon), 'refused')
  assert.is(last('BTC.price'), undefined)
})

shown('never goes back in time', () => {
  const { take, last } = createShown({ 'BTC.price': figure(91_000, noon) })

  assert.is(take(btc(91_001, noon - 1), noon), 'behind')
  assert.is(take(btc(91_001, noon - 1, 'coingecko'), noon), 'behind')
  assert.is(last('BTC.price'), undefined)
  assert.is(take(btc(91_001, noon), noon), 'taken')
})

shown('does not show what is not wanted, but believes it', () => {
  const { take, last } = createShown()
  const asked: number[] = []

  const verdict = take(btc(91_000, noon - 5), noon, (at) => {
    asked.push(at)
    return false
  })

  assert.is(verdict, 'passed')
  assert.is(last('BTC.price'), undefined)
  assert.equal(asked, [noon - 5])
  assert.is(
    take(btc(0), noon, () => assert.unreachable() as never),
    'refused',
  )
})

shown('tells when a figure comes from another source', () => {
  const { take, events } = createShown()
  take(btc(91_000, noon), noon)
  take(btc(91_000, noon + 1, 'kraken'), noon + 1)
  take(btc(91_000, noon + 2, 'kraken'), noon + 2)

  assert.equal(events, [{ type: 'market-source-changed', figure: 'BTC.price', from: 'binance', to: 'kraken' }])
})

shown('ages, and keeps its value', () => {
  const { take, review, last, changes } = createShown()
  take(btc(91_000, noon), noon)
  const seen = [30_000, 30_001, 60_000, 60_001, 86_400_000].map((later) => {
    review(noon + later)
    return last('BTC.price')?.status
  })

  assert.equal(seen, ['live', 'delayed', 'delayed', 'stale', 'stale'])
  assert.equal(last('BTC.price'), { value: 91_000, at: noon, source: 'binance', status: 'stale' })
  assert.is(changes(), 3)
})

shown('knows at the beginning that what the board has is old', () => {
  const { review, last } = createShown({ 'BTC.price': figure(91_000, noon - 3_600_000) })

  review(noon)

  assert.equal(last('BTC.price'), { ...figure(91_000, noon - 3_600_000), status: 'stale' })
})

shown('closes a fund with its market, and opens it with its first trade', () => {
  const { take, review, last } = createShown()
  const opening = Date.parse('2026-11-20T14:30:00Z')
  const closing = Date.parse('2026-11-19T21:00:00Z')
  take(spy(660, closing), closing)
  const seen = [last('SPY.price')?.status]
  review(opening)
  seen.push(last('SPY.price')?.status)
  take(spy(661, opening + 1_000), opening + 2_000)
  seen.push(last('SPY.price')?.status)

  assert.equal(seen, ['closed', 'closed', 'live'])
})

shown('leaves a fund closed on a holiday', () => {
  const { take, review, last } = createShown()
  const thanksgivingNoon = Date.parse('2026-11-26T17:00:00Z')
  take(spy(660, Date.parse('2026-11-25T21:00:00Z')), thanksgivingNoon)

  review(thanksgivingNoon + 3_600_000)

  assert.is(last('SPY.price')?.status, 'closed')
})

const noon = Date.parse('2026-11-20T12:00:00Z')

function btc(price: number, sourceTime: number | undefined = noon, source: ProviderName = 'binance'): Told {
  return { source, sourceTime, figures: [['BTC.price', price]] }
}

function told(...figures: Told['figures']): Told {
  return { source: 'binance', sourceTime: noon, figures }
}

function spy(price: number, sourceTime: number): Told {
  return { source: 'finnhub', sourceTime, figures: [['SPY.price', price]] }
}

function figure(value: number, at: number): Figure {
  return { value, at, source: 'binance', status: 'live' }
}

function createShown(figures: Record<FigureId, Figure> = {}) {
  const board = createBoard()
  board.apply({ kind: 'snapshot', epoch: 'a', seq: 1, figures })
  const changed: [FigureId, Figure][] = []
  const events: MarketEvent[] = []
  const shown = createShownFigures(
    board,
    (...change) => changed.push(change),
    (event) => events.push(event),
  )
  return {
    ...shown,
    events,
    changes: () => changed.length,
    last: (id: FigureId) => changed.findLast(([changedId]) => changedId === id)?.[1],
  }
}

shown.run()
