import type { ComponentChildren, JSX } from 'preact'
import { spreadLabels } from './spread-labels.ts'
import { seriesClass, short } from './series.tsx'

export const box = { width: 480, height: 280 } as const
/** Where lines are drawn; around it there is room for what axes and lines are called. */
export const plot = { left: 58, right: 384, top: 26, bottom: 232 } as const

export interface Tick {
  at: number
  label: string
}

interface FrameProps {
  /** Unique in the page. */
  id: string
  title: string
  /** What a person who does not see it would want to know. */
  description: string
  xTitle: string
  yTitle: string
  xTicks: readonly Tick[]
  yTicks: readonly Tick[]
  /** Names at the ends of lines, by the server's index. */
  lineEnds: readonly { index: number; name: string; y: number }[]
  /** Drawn below the lines of the grid. */
  ground?: ComponentChildren
  children: ComponentChildren
}

/** A drawing with its axes; what is drawn in it are its children. */
export function ChartFrame(props: FrameProps): JSX.Element {
  const { id, title, description, xTitle, yTitle, xTicks, yTicks, lineEnds, ground, children } = props
  const labels = spreadLabels(lineEnds, { top: plot.top, bottom: plot.bottom, apart: 17 })
  return (
    <svg class="chart" viewBox={`0 0 ${box.width} ${box.height}`} role="img" aria-labelledby={`${id}-title ${id}-text`}>
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-text`}>{description}</desc>
      {ground}
      {yTicks.map(({ at, label }) => (
        <g key={label}>
          <path class="grid" d={`M${plot.left} ${short(at)}H${plot.right}`} />
          <text class="tick" x={plot.left - 7} y={short(at)} dy="0.35em" text-anchor="end">
            {label}
          </text>
        </g>
      ))}
      {xTicks.map(({ at, label }) => (
        <text key={label} class="tick" x={short(at)} y={plot.bottom + 19} text-anchor="middle">
          {label}
        </text>
      ))}
      <path class="axis" d={`M${plot.left} ${plot.bottom}H${plot.right}`} />
      <text class="axis-title" x={4} y={13}>
        {yTitle}
      </text>
      <text class="axis-title" x={(plot.left + plot.right) / 2} y={box.height - 8} text-anchor="middle">
        {xTitle}
      </text>
      {children}
      {labels.map(({ index, name, y }) => (
        <text key={name} class={`${seriesClass(index)} line-end`} x={plot.right + 7} y={short(y)} dy="0.35em">
          {shortName(name)}
        </text>
      ))}
    </svg>
  )
}

/** There is room for so many letters beside the lines; the legend has the whole name. */
const mostLetters = 10

function shortName(name: string): string {
  const letters = [...name]
  return letters.length <= mostLetters ? name : `${letters.slice(0, mostLetters - 1).join('')}…`
}
