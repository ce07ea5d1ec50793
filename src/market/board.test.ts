import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from './board.ts'
import type { Figure, FigureId, MarketChange } from './figure.ts'

const board = suite('market/board')

board('knows nothing at first', () => {
  const made = createBoard()

  assert.equal(made.clock(), { epoch: '', seq: 0 })
  assert.is(made.get('BTC.price'), undefined)
  assert.equal([...made.since(0)], [])
  assert.equal(made.snapshot(), { kind: 'snapshot', epoch: '', seq: 0, figures: {} })
})

board('keeps the last value of each figure, with the change that brought it', () => {
  const made = boardWith(snapshot('a', 4, { fng: figure(20), 'BTC.price': figure(1) }))

  const isTaken = made.apply(change('a', 5, { 'BTC.price': figure(2) }))

  assert.is(isTaken, true)
  assert.equal(made.clock(), { epoch: 'a', seq: 5 })
  assert.equal(made.get('BTC.price'), { ...figure(2), seq: 5 })
  assert.equal(made.get('fng'), { ...figure(20), seq: 4 })
  assert.equal(made.snapshot(), snapshot('a', 5, { fng: figure(20), 'BTC.price': figure(2) }))
})

board('does not go back within an epoch', () => {
  const made = boardWith(snapshot('a', 4, { fng: figure(20) }))

  const taken = [
    made.apply(change('a', 4, { fng: figure(1) })),
    made.apply(change('a', 3, { fng: figure(2) })),
    made.apply(snapshot('a', 4, { fng: figure(3) })),
    made.apply(snapshot('a', 1, { fng: figure(4) })),
  ]

  assert.equal(taken, [false, false, false, false])
  assert.equal(made.clock(), { epoch: 'a', seq: 4 })
  assert.is(made.get('fng')!.value, 20)
})

board('begins another epoch with its first change, which is all there is of it', () => {
  const made = createBoard()
  made.apply({ kind: 'change', epoch: 'a', seq: 1, figures: { fng: figure(20) } })

  assert.not(made.apply({ kind: 'change', epoch: 'b', seq: 2, figures: { fng: figure(30) } }))
  assert.ok(made.apply({ kind: 'change', epoch: 'b', seq: 1, figures: { 'BTC.rsi14': figure(40) } }))

  assert.equal(made.clock(), { epoch: 'b', seq: 1 })
  assert.is(made.get('fng'), undefined)
})

board('takes another epoch only as a snapshot, and forgets the one before', () => {
  const made = boardWith(snapshot('a', 4, { fng: figure(20), 'BTC.price': figure(1) }))

  const isChangeTaken = made.apply(change('b', 9, { fng: figure(1) }))
  const clockBetween = made.clock()
  const isSnapshotTaken = made.apply(snapshot('b', 1, { fng: figure(20) }))

  assert.is(isChangeTaken, false)
  assert.equal(clockBetween, { epoch: 'a', seq: 4 })
  assert.is(isSnapshotTaken, true)
  assert.equal(made.clock(), { epoch: 'b', seq: 1 })
  assert.is(made.get('BTC.price'), undefined)
  assert.is(made.get('fng')!.seq, 1)
})

board('takes of a snapshot of the same epoch only what is different', () => {
  const made = boardWith(snapshot('a', 1, { fng: figure(20), 'BTC.price': figure(1), 'ETH.price': figure(5) }))

  made.apply(
    snapshot('a', 7, { fng: figure(20), 'BTC.price': figure(2), 'ETH.price': { ...figure(5), status: 'stale' } }),
  )

  assert.is(made.clock().seq, 7)
  assert.equal(seqs(made.since(0)), { fng: 1, 'BTC.price': 7, 'ETH.price': 7 })
})

board('takes each part of a figure for a difference', () => {
  const same = figure(1)
  const made = boardWith(snapshot('a', 1, { value: same, at: same, source: same, status: same, none: same }))

  made.apply(
    snapshot('a', 2, {
      value: { ...same, value: '1' },
      at: { ...same, at: same.at + 1 },
      source: { ...same, source: 'kraken' },
      status: { ...same, status: 'closed' },
      none: { ...same },
    }),
  )

  assert.equal(seqs(made.since(0)), { none: 1, value: 2, at: 2, source: 2, status: 2 })
})

board('gives what changed since, longest unchanged first, each once with its last value', () => {
  const made = boardWith(snapshot('a', 1, { fng: figure(20), 'BTC.price': figure(1), 'ETH.price': figure(5) }))
  made.apply(change('a', 2, { 'BTC.price': figure(2) }))
  made.apply(change('a', 3, { fng: figure(21) }))
  made.apply(change('a', 4, { 'BTC.price': figure(3) }))

  const ids = [0, 1, 2, 3, 4].map((seq) => [...made.since(seq)].map(([id]) => id))

  assert.equal(ids, [['ETH.price', 'fng', 'BTC.price'], ['fng', 'BTC.price'], ['fng', 'BTC.price'], ['BTC.price'], []])
  assert.equal([...made.since(3)], [['BTC.price', { ...figure(3), seq: 4 }]])
})

board('goes on by a change without figures', () => {
  const made = boardWith(snapshot('a', 1, { fng: figure(20) }))

  made.apply(change('a', 2, {}))

  assert.is(made.clock().seq, 2)
  assert.equal([...made.since(1)], [])
})

board('tells listeners of what was taken, after it was, until they stop', () => {
  const made = createBoard()
  const heard: unknown[] = []
  const stop = made.onChange(({ kind, seq }) => heard.push([kind, seq, made.get('fng')?.value]))
  const first = snapshot('a', 1, { fng: figure(20) })

  made.apply(first)
  made.apply(first)
  made.apply(change('a', 2, { fng: figure(21) }))
  stop()
  made.apply(change('a', 3, { fng: figure(22) }))

  assert.equal(heard, [
    ['snapshot', 1, 20],
    ['change', 2, 21],
  ])
})

function boardWith(change: MarketChange) {
  const made = createBoard()
  made.apply(change)
  return made
}

function snapshot(epoch: string, seq: number, figures: Record<FigureId, Figure>): MarketChange {
  return { kind: 'snapshot', epoch, seq, figures }
}

function change(epoch: string, seq: number, figures: Record<FigureId, Figure>): MarketChange {
  return { kind: 'change', epoch, seq, figures }
}

function figure(value: number): Figure {
  return { value, at: 1_000, source: 'binance', status: 'live' }
}

function seqs(entries: Iterable<[FigureId, { seq: number }]>): Record<FigureId, number> {
  return Object.fromEntries([...entries].map(([id, { seq }]) => [id, seq]))
}

board.run()
