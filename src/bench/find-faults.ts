import type { Sample, StepResult } from './bench-result.ts'
import { limitOf } from './figures/limit.ts'
import type { BenchServer } from './server/bench-server.ts'

/** Of what was due; below it the rate was not held. */
const heldShare = 0.99
const lateMs = 5

export interface Faults {
  /** They make the run fail. */
  problems: string[]
  /** They make its figures worth less. */
  warnings: string[]
}

/** What the figures of a scenario say against it. `renders`: so many pages there were to render in each round. */
export function findFaults(steps: readonly StepResult[], servers: readonly BenchServer[], renders?: number): Faults {
  const problems: string[] = []
  const warnings: string[] = []
  for (const step of steps) {
    for (const [name, samples] of Object.entries(step.samples)) {
      const server = servers.find((other) => other.name === name)
      const place = `${name}, ${step.name}`
      const isOurs = server?.role === 'subject'
      // What another server does wrong is no fault of the one that is measured.
      const faults = isOurs ? problems : warnings
      const [lost, wrong] = [sum(samples, 'lost'), sum(samples, 'wrong')]
      if (lost > 0) faults.push(`${place}: ${lost} ${step.kind === 'feed' ? 'clients' : 'answers'} were lost`)
      if (wrong > 0) faults.push(`${place}: ${wrong} answers were wrong`)
      if (isOurs && renders !== undefined) problems.push(...renderFaults(place, samples, renders))
      warnings.push(...limits(place, step, samples, server))
    }
  }
  return { problems, warnings }
}

function renderFaults(place: string, samples: readonly Sample[], renders: number): string[] {
  const other = samples.find((sample) => sample.renders !== undefined && sample.renders !== renders)
  return other ? [`${place}: ${other.renders} renders for ${renders} ${renders === 1 ? 'page' : 'pages'}`] : []
}

/** Whether the client, or the time it had, was the limit rather than the server. */
function limits(
  place: string,
  step: StepResult,
  samples: readonly Sample[],
  server: BenchServer | undefined,
): string[] {
  const found: string[] = []
  if (step.pace.kind === 'max' && limitOf(samples, server?.cores)?.by === 'client') {
    found.push(
      `${place}: the client was the bottleneck, so this is not the server's limit; give it more --threads or cores`,
    )
  }
  if (step.pace.kind === 'rate' && sum(samples, 'answers') < heldShare * sum(samples, 'asked')) {
    found.push(`${place}: of ${samples[0]!.duePerSecond} requests a second not all were answered in time`)
  }
  if (samples.some(({ clientLateMs = 0 }) => clientLateMs > lateMs)) {
    found.push(`${place}: the client sent requests too late, so latencies are in part its own`)
  }
  if (step.kind === 'feed' && sum(samples, 'answers') === 0) {
    found.push(`${place}: no figure changed, so nothing was measured`)
  }
  return found
}

function sum(samples: readonly Sample[], key: 'lost' | 'wrong' | 'answers' | 'asked'): number {
  return samples.reduce((total, sample) => total + sample[key], 0)
}
