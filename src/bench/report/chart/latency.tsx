import type { JSX } from 'preact'
import type { StepResult } from '../../bench-result.ts'
import { milliseconds } from '../units.ts'
import { ChartFrame, plot } from './frame.tsx'
import { type Curve, curvesOf, msAt } from './curves.ts'
import { logScale, ninesScale } from './scale.ts'
import { dashOf, linePath, Mark, seriesClass } from './series.tsx'
import { compact, percentileText } from './tick-text.ts'

interface LatencyProps {
  id: string
  scenario: string
  step: StepResult
  names: readonly string[]
}

/** How late answers were: percentiles, where each further nine is as wide as the last, against milliseconds. */
export function LatencyChart({ id, scenario, step, names }: LatencyProps): JSX.Element | null {
  const curves = curvesOf(step, names)
  if (curves.length === 0) return null
  const all = curves.flatMap(({ points }) => points)
  const y = logScale(Math.min(...all.map(({ ms }) => ms)), Math.max(...all.map(({ ms }) => ms)), {
    from: plot.bottom,
    to: plot.top,
  })
  const furthest = Math.max(...all.map(({ percentile }) => percentile).filter((percentile) => percentile < 100))
  const x = ninesScale(-Math.log10(1 - furthest / 100), { from: plot.left, to: plot.right })
  const place = (percentile: number, ms: number) => ({ x: x.at(percentile), y: y.at(ms) })
  const what = step.kind === 'feed' ? 'delay' : 'latency'

  return (
    <ChartFrame
      id={id}
      title={`${scenario}, ${step.name}: ${what} by percentile`}
      description={describe(curves)}
      xTitle="percentile"
      yTitle="ms"
      xTicks={x.ticks.map((percentile) => ({ at: x.at(percentile), label: percentileText(percentile) }))}
      yTicks={y.ticks.map((ms) => ({ at: y.at(ms), label: compact(ms) }))}
      lineEnds={curves.map(({ index, name, points }) => ({ index, name, y: y.at(points.at(-1)!.ms) }))}
    >
      {curves.map(({ index, name, points }) => (
        <g key={name} class={seriesClass(index)}>
          <path
            class="line"
            d={linePath(points.map(({ percentile, ms }) => place(percentile, ms)))}
            stroke-dasharray={dashOf(index)}
          />
          {points
            .filter(({ percentile }) => percentile > 0 && x.ticks.includes(percentile))
            .map(({ percentile, ms }) => (
              <Mark key={percentile} index={index} {...place(percentile, ms)} />
            ))}
        </g>
      ))}
    </ChartFrame>
  )
}

function describe(curves: readonly Curve[]): string {
  const told = curves.map((curve) => {
    const p99 = msAt(curve, 99)
    const half = `${curve.name}: half within ${milliseconds(msAt(curve, 50) ?? curve.points.at(-1)!.ms)} ms`
    return `${half}${p99 === undefined ? '' : `, 99 % within ${milliseconds(p99)} ms`}, all within ${milliseconds(curve.points.at(-1)!.ms)} ms`
  })
  return `${told.join('; ')}. The figures are in the table below the chart.`
}
