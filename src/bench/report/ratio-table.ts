import type { BenchResult, ScenarioResult } from '../bench-result.ts'
import { compareServers, type ServerRatio } from '../figures/compare-servers.ts'
import { ratioCell } from './ratio-cell.ts'
import type { Cell, Column, Row, Table } from './table.ts'

/** A row for each step and peer: the measured server's figures divided by the peer's. Undefined where there is none. */
export function ratioTableOf(result: BenchResult, scenario: ScenarioResult): Table | undefined {
  const ratios = compareServers({ ...result, scenarios: [scenario] })
  if (ratios.length === 0) return undefined
  const subject = result.servers.find(({ role }) => role === 'subject')!.name
  const figures = [...new Set(ratios.map(({ name }) => name))]
  const columns: Column[] = [
    { title: 'step', align: 'left' },
    { title: `${subject} to`, align: 'left' },
    ...figures.map((title): Column => ({ title, align: 'right' })),
  ]
  return { columns, rows: rowsOf(ratios, figures) }
}

function rowsOf(ratios: readonly ServerRatio[], figures: readonly string[]): Row[] {
  const rows = new Map<string, Row>()
  for (const { step, peer } of ratios) {
    const cells = figures.map((figure): Cell => {
      const found = ratios.find((one) => one.step === step && one.peer === peer && one.name === figure)
      return found ? ratioCell(found) : { text: '' }
    })
    rows.set(JSON.stringify([step, peer]), { step, cells: [{ text: step }, { text: peer }, ...cells] })
  }
  return [...rows.values()]
}
