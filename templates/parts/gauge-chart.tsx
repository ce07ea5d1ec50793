import type { GaugeChart } from 'enddel'
import type { DrawingProps } from './chart.tsx'
import { chartNumber, describeChart, gaugeZone } from './chart-words.ts'
import { scale, short } from './scale.ts'

const arc = { d: 'M24,118A96,96 0 0 1 216,118', fill: 'none', 'stroke-width': 18, pathLength: 1000 }
const shades = 5

/** Half a ring with one piece for each zone; a bar across it marks the value. */
export function GaugeDrawing({ chart, id, lang }: DrawingProps<GaugeChart>) {
  const write = chartNumber(chart, lang)
  const along = scale([chart.min, chart.max], [0, 1000])
  const at = Math.min(1000, Math.max(0, along(chart.value)))
  const zones = zonesOf(chart, along)
  return (
    <svg class="gauge" viewBox="0 0 240 158" role="img" aria-labelledby={`${id}-title ${id}-text`}>
      <desc id={`${id}-text`}>{describeChart(chart, lang)}</desc>
      {zones.length === 0 && (
        <>
          <path class="track-line" {...arc} />
          <path class="slice tone-1" {...arc} stroke-dasharray={`${short(at)} 1000`} />
        </>
      )}
      {zones.map(({ start, end, shade }) => (
        <path
          key={start}
          class={`slice shade-${shade}`}
          {...arc}
          stroke-dasharray={`${short(Math.max(0, end - start - 8))} 2000`}
          stroke-dashoffset={short(-start)}
        />
      ))}
      <g transform={`rotate(${short(at * 0.18)} 120 118)`}>
        <rect class="pointer" x="8" y="115" width="32" height="6" rx="3" />
      </g>
      <text class="gauge-value" x="120" y="104" text-anchor="middle">
        {write(chart.value)}
      </text>
      <text class="gauge-zone" x="120" y="128" text-anchor="middle">
        {gaugeZone(chart)?.label}
      </text>
      <text class="axis" x="24" y="150" text-anchor="middle">
        {write(chart.min)}
      </text>
      <text class="axis" x="216" y="150" text-anchor="middle">
        {write(chart.max)}
      </text>
    </svg>
  )
}

/** Zones in order, each with one of five shades from low to high. */
function zonesOf({ segments }: GaugeChart, along: (value: number) => number) {
  const sorted = segments.toSorted((a, b) => a.limit - b.limit)
  return sorted.map(({ limit }, index) => ({
    start: index === 0 ? 0 : Math.max(0, along(sorted[index - 1]?.limit ?? 0)),
    end: Math.min(1000, along(limit)),
    shade: sorted.length === 1 ? 3 : Math.round((index / (sorted.length - 1)) * (shades - 1)) + 1,
  }))
}
