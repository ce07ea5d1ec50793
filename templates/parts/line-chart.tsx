import type { LineChart } from 'enddel'
import type { DrawingProps } from './chart.tsx'
import { chartNumber, describeChart } from './chart-words.ts'
import { Legend } from './legend.tsx'
import { linePath, niceTicks, type Point, scale, short } from './scale.ts'

const width = 600
const height = 280
const plot = { left: 4, right: 590, top: 30, bottom: 236 }

/** Axis labels stand inside the plot, above their grid lines: so they may grow on narrow screens without a wider margin. */
export function LineDrawing({ chart, id, lang }: DrawingProps<LineChart>) {
  const write = chartNumber(chart, lang)
  const all = chart.series.flatMap(({ values }) => values)
  const ticks = niceTicks(Math.min(...all), Math.max(...all), 3)
  const x = scale([0, chart.labels.length - 1], [plot.left, plot.right])
  const y = scale([ticks[0] ?? 0, ticks.at(-1) ?? 1], [plot.bottom, plot.top])
  const lines = chart.series.map(({ values }) => values.map((value, index): Point => [x(index), y(value)]))
  return (
    <>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={`${id}-title ${id}-text`}>
        <desc id={`${id}-text`}>{describeChart(chart, lang)}</desc>
        {ticks.map((tick) => (
          <line key={tick} class="grid-line" x1="0" x2={width} y1={short(y(tick))} y2={short(y(tick))} />
        ))}
        {lines.length === 1 && <Area points={lines[0] ?? []} />}
        {lines.map((points, index) => (
          <Line key={index} points={points} tone={(index % 8) + 1} />
        ))}
        {ticks.map((tick) => (
          <text key={tick} class="axis halo" x="0" y={short(y(tick) - 5)}>
            {write(tick)}
          </text>
        ))}
        <EdgeLabels labels={chart.labels} />
      </svg>
      {lines.length > 1 && <Legend entries={chart.series.map(({ name }) => ({ label: name }))} line />}
    </>
  )
}

function Line({ points, tone }: { points: Point[]; tone: number }) {
  const [x = 0, y = 0] = points.at(-1) ?? []
  return (
    <>
      <path class={`line tone-${tone}`} d={linePath(points)} />
      <circle class={`dot tone-${tone}`} cx={short(x)} cy={short(y)} r="5" />
    </>
  )
}

function Area({ points }: { points: Point[] }) {
  return (
    <path class="area tone-1" d={`${linePath(points)}L${plot.right},${plot.bottom}L${plot.left},${plot.bottom}Z`} />
  )
}

/** First, middle and last label: more would run into each other on a phone. */
function EdgeLabels({ labels }: { labels: string[] }) {
  const middle = labels.length > 4 && labels.length % 2 === 1 ? labels[(labels.length - 1) / 2] : undefined
  return (
    <>
      <text class="axis" x="0" y="268">
        {labels[0]}
      </text>
      {middle !== undefined && (
        <text class="axis axis-middle" x={(plot.left + plot.right) / 2} y="268" text-anchor="middle">
          {middle}
        </text>
      )}
      <text class="axis" x={width} y="268" text-anchor="end">
        {labels.at(-1)}
      </text>
    </>
  )
}
