import type { DoughnutChart } from 'enddel'
import { wordsIn } from '../words.ts'
import type { DrawingProps } from './chart.tsx'
import { describeChart, totalOf } from './chart-words.ts'
import { Legend } from './legend.tsx'
import { short } from './scale.ts'

const turned = 'rotate(-90 110 110)' // so that the first slice begins at twelve o'clock
const ring = { cx: 110, cy: 110, r: 82, fill: 'none', 'stroke-width': 40, pathLength: 1000, transform: turned }
const gap = 6

/** Each slice is a dash of a circle whose length counts as 1000, so that no arc needs to be computed. */
export function DoughnutDrawing({ chart, id, lang }: DrawingProps<DoughnutChart>) {
  const { f } = wordsIn(lang)
  const total = totalOf(chart.slices)
  const parts = total > 0 ? partsOf(chart.slices, total) : []
  return (
    <div class="doughnut">
      <svg viewBox="0 0 220 220" role="img" aria-labelledby={`${id}-title ${id}-text`}>
        <desc id={`${id}-text`}>{describeChart(chart, lang)}</desc>
        {parts.length === 0 && <circle class="track-line" {...ring} />}
        {parts.map(({ start, length }, index) => (
          <circle
            key={index}
            class={`slice tone-${(index % 8) + 1}`}
            {...ring}
            stroke-dasharray={`${short(length)} 2000`}
            stroke-dashoffset={short(-start)}
          />
        ))}
      </svg>
      <Legend
        entries={chart.slices.map(({ label, value }) => ({ label, value: f.percent((value / (total || 1)) * 100) }))}
      />
    </div>
  )
}

/** A slice gives up a little of its length, so that it stands apart from the next. */
function partsOf(slices: DoughnutChart['slices'], total: number): { start: number; length: number }[] {
  const space = slices.length > 1 ? gap : 0
  let start = 0
  return slices.map(({ value }) => {
    const whole = (value / total) * 1000
    const part = { start, length: Math.max(0, whole - space) }
    start += whole
    return part
  })
}
