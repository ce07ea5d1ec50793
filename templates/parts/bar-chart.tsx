import type { BarChart } from 'enddel'
import type { DrawingProps } from './chart.tsx'
import { chartNumber, describeChart } from './chart-words.ts'
import { scale, short } from './scale.ts'

const width = 600
const row = 52
const longestLabel = 34

/** Bars lie flat, each under its label: long labels stay readable on a phone. Negative bars grow to the left of zero. */
export function BarDrawing({ chart, id, lang }: DrawingProps<BarChart>) {
  const write = chartNumber(chart, lang)
  const values = chart.bars.map(({ value }) => value)
  const x = scale([Math.min(0, ...values), Math.max(0, ...values)], [0, width])
  const zero = values.every((value) => value === 0) ? 0 : x(0)
  const height = chart.bars.length * row
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={`${id}-title ${id}-text`}>
      <desc id={`${id}-text`}>{describeChart(chart, lang)}</desc>
      {chart.bars.map(({ label, value }, index) => (
        <g key={index}>
          <text class="axis strong" x="0" y={index * row + 22}>
            {shorten(label)}
          </text>
          <text class="axis" x={width} y={index * row + 22} text-anchor="end">
            {write(value)}
          </text>
          <rect class="track" x="0" y={index * row + 31} width={width} height="12" rx="3" />
          <rect
            class={value < 0 ? 'fill below' : 'fill tone-1'}
            x={short(Math.min(zero, x(value)))}
            y={index * row + 31}
            width={short(Math.max(value === 0 ? 0 : 2, Math.abs(x(value) - zero)))}
            height="12"
            rx="3"
          />
        </g>
      ))}
      {zero > 0 && <line class="zero" x1={short(zero)} x2={short(zero)} y1="0" y2={height} />}
    </svg>
  )
}

/** The table below the chart has the whole label. */
function shorten(label: string): string {
  const letters = [...label]
  return letters.length > longestLabel
    ? `${letters
        .slice(0, longestLabel - 1)
        .join('')
        .trimEnd()}…`
    : label
}
