import type { Chart } from 'enddel'
import { wordsIn } from '../words.ts'
import { chartTable } from './chart-table.ts'

/** The figures of a chart as a table that the reader can open. */
export function ChartData({ chart, lang }: { chart: Chart; lang: string }) {
  const { head, rows } = chartTable(chart, lang)
  return (
    <details class="chart-data">
      <summary>{wordsIn(lang).t.chart.data}</summary>
      <div class="scroll">
        <table>
          <caption class="visually-hidden">{chart.title}</caption>
          <thead>
            <tr>
              {head.map((text, index) => (
                <th key={index} scope="col" class={index > 0 ? 'number' : undefined}>
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...numbers], index) => (
              <tr key={index}>
                <th scope="row">{first}</th>
                {numbers.map((text, column) => (
                  <td key={column} class="number">
                    {text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
