import type { StepResult } from '../../bench-result.ts'
import { curveOf, type CurvePoint, mergeHistograms } from '../../figures/histogram.ts'

/** The latencies of one server in all rounds of a step. */
export interface Curve {
  /** Of the server, among all. */
  index: number
  name: string
  /** One at least; the last is the largest. */
  points: readonly CurvePoint[]
}

/** Servers without answers have none. */
export function curvesOf({ samples }: StepResult, names: readonly string[]): Curve[] {
  return names.flatMap((name, index) => {
    const points = curveOf(mergeHistograms((samples[name] ?? []).map(({ latency }) => latency)))
    return points.length === 0 ? [] : [{ index, name, points }]
  })
}

export function msAt({ points }: Curve, percentile: number): number | undefined {
  return points.find((point) => point.percentile === percentile)?.ms
}
