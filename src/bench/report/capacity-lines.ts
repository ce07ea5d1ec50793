import type { BenchResult } from '../bench-result.ts'
import { capacityOf } from '../figures/capacity.ts'
import { ofRole } from '../figures/comparable.ts'
import { milliseconds, rate, roughly } from './units.ts'

/** What the measured server can be expected to take, and the assumptions that stands on; nothing when no rate was held. */
export function capacityLines(result: BenchResult): string[] {
  const found = capacityOf(result)
  if (!found) return []
  const { assumptions, cores, meanPerSecond, p99Ms, perDay, perSecond, scenario } = found
  const held = `In ${scenario}, ${ofRole(result, 'subject')!.name} held ${rate(perSecond)} requests a second on ${cores === 1 ? 'one core' : `${cores} cores`}, with a p99 of ${milliseconds(p99Ms)} ms.`
  const day = `If that is its busiest time, the mean is ${rate(meanPerSecond)} a second, or about ${roughly(perDay / 1e6)} million a day, as long as all of the following holds.`
  return [`${held} ${day}`, ...assumptions]
}
