/** The figures that charts show, for those who would rather read them. */
import type { ScenarioResult, StepResult } from '../../bench-result.ts'
import type { Column, Table } from '../table.ts'
import { count, milliseconds } from '../units.ts'
import { curvesOf, msAt } from './curves.ts'
import { roundsOf } from './rounds.ts'
import { percentileText } from './tick-text.ts'

/** A row for each round, in which each server has the figures of its seconds. */
export function throughputTable(scenario: ScenarioResult, names: readonly string[]): Table {
  const rows = roundsOf(scenario, names).map(({ step, round, series }) => {
    const seconds = series.map((values) => values.map(count).join(' · '))
    return { step, cells: [step, `round ${round}`, ...seconds].map((text) => ({ text })) }
  })
  const columns: Column[] = [
    { title: 'step', align: 'left' },
    { title: 'round', align: 'left' },
  ]
  return { columns: [...columns, ...names.map((title): Column => ({ title, align: 'right' }))], rows }
}

/** A row for each server, in which its milliseconds stand by percentile. */
export function latencyTable(step: StepResult, names: readonly string[]): Table {
  const curves = curvesOf(step, names)
  const told = percentiles.filter((percentile) => curves.some((curve) => msAt(curve, percentile) !== undefined))
  const rows = curves.map((curve) => {
    const figures = told.map((percentile) => msAt(curve, percentile))
    const texts = figures.map((ms) => (ms === undefined ? '' : milliseconds(ms)))
    return { step: curve.name, cells: [curve.name, ...texts].map((text) => ({ text })) }
  })
  const columns = told.map((percentile): Column => ({ title: titleOf(percentile), align: 'right' }))
  return { columns: [{ title: 'server', align: 'left' }, ...columns], rows }
}

const percentiles = [50, 90, 99, 99.9, 99.99, 99.999, 100]

function titleOf(percentile: number): string {
  return percentile === 100 ? 'max ms' : `p${percentileText(percentile)} ms`
}
