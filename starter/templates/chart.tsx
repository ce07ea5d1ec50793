import type { BarChart, Chart, LineChart } from 'enddel'
import { useWords } from './words.ts'

/** A chart block of a report: bars and lines are drawn, and every chart has its figures in a table. */
export function ChartFigure({ chart, lang }: { chart: Chart; lang: string }) {
  const write = (value: number) =>
    `${chart.prefix ?? ''}${new Intl.NumberFormat(lang).format(value)}${chart.suffix ?? ''}`.replace('-', '−')
  const rows = rowsOf(chart).map(([label, values]) => [label, ...values.map(write)])
  return (
    <figure class="card">
      <figcaption>{chart.title}</figcaption>
      {chart.type === 'bar' && <Bars chart={chart} write={write} />}
      {chart.type === 'line' && <Lines chart={chart} write={write} />}
      <details open={chart.type !== 'bar' && chart.type !== 'line'}>
        <summary>{useWords().figures}</summary>
        <table>
          <tbody>
            {rows.map(([label, ...texts]) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {texts.map((text, index) => (
                  <td key={index}>{text}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

function rowsOf(chart: Chart): [label: string, values: number[]][] {
  switch (chart.type) {
    case 'bar':
      return chart.bars.map(({ label, value }) => [label, [value]])
    case 'doughnut':
      return chart.slices.map(({ label, value }) => [label, [value]])
    case 'gauge':
      return [[`${chart.min}–${chart.max}`, [chart.value]]]
    case 'line':
      return chart.labels.map((label, index) => [label, chart.series.map(({ values }) => values[index]!)])
  }
}

/** Labels are text of the page, so that they stay readable on a phone. */
function Bars({ chart: { bars }, write }: { chart: BarChart; write: (value: number) => string }) {
  const most = Math.max(...bars.map(({ value }) => Math.abs(value))) || 1
  return (
    <ul class="bars">
      {bars.map(({ label, value }, index) => (
        <li key={index}>
          <span>{label}</span> <span>{write(value)}</span>
          <svg viewBox="0 0 600 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" width="600" height="10" />
            <rect class={value < 0 ? 'down' : 'up'} width={Math.round((Math.abs(value) / most) * 600)} height="10" />
          </svg>
        </li>
      ))}
    </ul>
  )
}

function Lines({ chart: { title, labels, series }, write }: { chart: LineChart; write: (value: number) => string }) {
  const all = series.flatMap(({ values }) => values)
  return (
    <>
      <p class="axis">{write(Math.max(...all))}</p>
      <svg class="lines" viewBox="0 0 600 200" preserveAspectRatio="none" role="img" aria-label={title}>
        {series.map(({ name, values }, index) => (
          <path key={name} class={`line line-${index + 1}`} d={linePath(values, 600, 200, all)} />
        ))}
      </svg>
      <p class="axis">{write(Math.min(...all))}</p>
      <p class="axis ends">
        <span>{labels[0]}</span> <span>{labels.at(-1)}</span>
      </p>
    </>
  )
}

/** Through `values` from left to right; the lowest of `all` is at the bottom, the highest at the top. */
export function linePath(values: readonly number[], width: number, height: number, all = values): string {
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * width
    const y = 4 + (1 - (value - low) / (high - low || 1)) * (height - 8)
    return `${x.toFixed(1)} ${y.toFixed(1)}`
  })
  return `M${points.join('L')}`
}
