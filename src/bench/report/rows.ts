import type { BenchResult, MeasuredServer, ScenarioResult, StepResult } from '../bench-result.ts'
import { mergeHistograms, readHistogram } from '../figures/histogram.ts'
import { type Facts, figureColumns } from './columns.ts'
import { type Cell, type Column, type Row, type Table, withoutEmptyColumns } from './table.ts'

/** A scenario's figures: a row for each step and server. Undefined when nothing was measured. */
export function tableOf(result: BenchResult, scenario: ScenarioResult): Table | undefined {
  const rows = scenario.steps.flatMap((step) => shownServers(result).flatMap((server) => rowOf(step, server)))
  if (rows.length === 0) return undefined
  const table = withoutEmptyColumns({ columns, rows })
  return isAlone(table) ? withoutServer(table) : table
}

/** The yardstick is no server to compare with: it tells how fast the machine is. */
export function shownServers({ servers }: BenchResult): readonly MeasuredServer[] {
  return servers.filter(({ role }) => role !== 'yardstick')
}

const columns: readonly Column[] = [
  { title: 'step', align: 'left' },
  { title: 'server', align: 'left' },
  ...figureColumns.map(({ title }): Column => ({ title, align: 'right' })),
]

function rowOf(step: StepResult, server: MeasuredServer): Row[] {
  const facts = factsOf(step, server)
  if (!facts) return []
  const figures = figureColumns.map(({ cell }): Cell => cell(facts) ?? { text: '' })
  return [{ step: step.name, cells: [{ text: step.name }, { text: server.name }, ...figures] }]
}

function factsOf(step: StepResult, server: MeasuredServer): Facts | undefined {
  const samples = step.samples[server.name] ?? []
  if (samples.length === 0) return undefined
  const latency = readHistogram(mergeHistograms(samples.map((sample) => sample.latency)))
  return { step, server, samples, latency, isRendering: isRendering(step) }
}

/** Of the whole step, so that servers that do not tell have their figures in the same column. */
function isRendering({ pace, samples }: StepResult): boolean {
  return pace.kind === 'once' && Object.values(samples).some((ones) => ones.some(({ renders = 0 }) => renders > 0))
}

function isAlone({ rows }: Table): boolean {
  return new Set(rows.map(({ cells }) => cells[1]!.text)).size === 1
}

function withoutServer({ columns, rows }: Table): Table {
  return { columns: columns.toSpliced(1, 1), rows: rows.map((row) => ({ ...row, cells: row.cells.toSpliced(1, 1) })) }
}
