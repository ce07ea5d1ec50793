import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { benchResult, plainResult, plainSample } from '../../testing/bench-results.ts'
import type { BenchResult } from '../bench-result.ts'
import { tableOf } from './rows.ts'
import type { Table } from './table.ts'

const rows = suite('bench/report/rows')

rows('have the median of the rounds, and percentiles of the answers of all rounds together', () => {
  const rounds = [
    plainSample({ perSecond: 900 }, Array(98).fill(1000)),
    plainSample({ perSecond: 2000 }, [1000, 50_000]),
    plainSample({ perSecond: 1100 }, []),
  ]

  const table = firstTable(plainResult({ enddel: rounds }))

  assert.is(valueOf(table, 0, 'requests/s'), '1,100')
  assert.is(valueOf(table, 0, 'p50 ms'), '1.00')
  assert.is(valueOf(table, 0, 'p99 ms'), '1.00')
  assert.match(valueOf(table, 0, 'p99.9 ms') ?? '', /^50\.\d\d$/)
})

rows('tell a single round as it is', () => {
  const table = firstTable(plainResult({ enddel: [plainSample({ perSecond: 87_946.6, cpuUsPerAnswer: 11.26 })] }))

  assert.is(valueOf(table, 0, 'requests/s'), '87,947')
  assert.is(valueOf(table, 0, 'CPU µs'), '11.3')
})

rows('leave out columns that nothing fills, and the server where there is but one', () => {
  const table = firstTable(plainResult({ enddel: [plainSample()] }))

  assert.equal(
    table.columns.map(({ title }) => title),
    ['step', 'requests/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'lost', 'wrong'],
  )
})

rows('have an empty cell where one server does not tell what another does', () => {
  const samples = { enddel: [plainSample({ serverCores: 0.9 })], far: [plainSample()] }

  const table = firstTable(plainResult(samples))

  assert.equal([valueOf(table, 0, 'cores'), valueOf(table, 1, 'cores')], ['0.90', ''])
})

rows('have no latency where nothing was answered', () => {
  const samples = { enddel: [plainSample()], dead: [plainSample({ answers: 0, perSecond: 0, lost: 7 }, [])] }

  const table = firstTable(plainResult(samples))

  assert.equal([valueOf(table, 1, 'p99 ms'), valueOf(table, 1, 'lost')], ['', '7'])
})

rows('leave out a server that was not reached, and the yardstick', () => {
  const result = plainResult({ enddel: [plainSample()], nginx: [], plain: [plainSample()] })
  const servers = result.servers.map((server) =>
    server.name === 'plain' ? { ...server, role: 'yardstick' as const } : server,
  )

  const table = firstTable({ ...result, servers })

  assert.is(table.rows.length, 1)
})

rows('of pages that are rendered have pages and renders, with the range of these', () => {
  const rounds = [plainSample({ renders: 1 }), plainSample({ renders: 2 })]

  const table = firstTable(plainResult({ enddel: rounds }, { pace: { kind: 'once' } }))

  assert.is(valueOf(table, 0, 'pages/s'), '1,000')
  assert.is(valueOf(table, 0, 'renders'), '1–2')
  assert.is(valueOf(table, 0, 'requests/s'), undefined)
})

rows('of the feed have messages, their delay and what a client costs', () => {
  const sample = plainSample({ perSecond: 19_800, bytesPerClient: 9420 }, [3000])

  const table = firstTable(plainResult({ enddel: [sample] }, { kind: 'feed', pace: { kind: 'feed' } }))

  assert.equal(
    ['messages/s', 'delay p99 ms', 'KiB/client', 'p99 ms'].map((title) => valueOf(table, 0, title)),
    ['19,800', '3.00', '9.2', undefined],
  )
})

rows('are undefined for a scenario that was not run', () => {
  const result = benchResult()

  assert.is(
    tableOf(
      result,
      result.scenarios.find(({ name }) => name === 'chaos')!,
    ),
    undefined,
  )
})

function firstTable(result: BenchResult): Table {
  return tableOf(result, result.scenarios[0]!)!
}

function valueOf({ columns, rows: all }: Table, row: number, title: string): string | undefined {
  return all[row]!.cells[columns.findIndex((column) => column.title === title)]?.text
}

rows.run()
