import type { Overrides } from './bench-options.ts'
import type { Step } from './scenario.ts'

/**
 * The steps as the command line wants them. Connections are left as they are in a scenario that goes through several numbers
 * of them; wrk makes the steps it can make.
 */
export function adjustSteps(
  steps: readonly Step[],
  { overrides, engine }: { overrides: Overrides; engine: 'enddel' | 'wrk' },
): Step[] {
  const { connections, seconds, rounds, perSecond } = overrides
  const numbers = new Set(steps.map((step) => (step.kind === 'pages' ? step.connections : step.clients)))
  const one = numbers.size === 1 ? connections : undefined
  return steps
    .filter((step) => engine === 'enddel' || (step.kind === 'pages' && step.pace.kind === 'max'))
    .map((step): Step => {
      const common = { rounds: rounds ?? step.rounds }
      if (step.kind === 'feed') {
        return { ...step, ...common, clients: one ?? step.clients, seconds: seconds ?? step.seconds }
      }
      const { pace } = step
      const paced = {
        ...pace,
        ...(pace.kind !== 'once' && seconds && { seconds }),
        ...(pace.kind === 'rate' && perSecond && { perSecond }),
      } as typeof pace // the kind stays as it was
      return { ...step, ...common, connections: one ?? step.connections, pace: paced }
    })
}
