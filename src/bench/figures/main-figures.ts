import type { Sample, StepResult } from '../bench-result.ts'
import { percentileMs } from './histogram.ts'

/** One figure of a step, of all servers. */
export interface MainFigure {
  key: 'perSecond' | 'p99Ms' | 'cpuUs'
  name: string
  unit: string
  better: 'more' | 'less'
  /** By the server's name, one for each round; undefined for a round that does not tell it. */
  rounds: Readonly<Record<string, readonly (number | undefined)[]>>
}

/** The figures of a step that are worth comparing: those that no setting of the load fixes beforehand. */
export function mainFiguresOf(step: StepResult): MainFigure[] {
  const isFeed = step.kind === 'feed'
  const throughput: Figure = { key: 'perSecond', name: 'requests/s', unit: '/s', better: 'more', of: perSecond }
  const latency: Figure = {
    ...{ key: 'p99Ms', unit: 'ms', better: 'less', of: p99Ms },
    name: isFeed ? 'p99 delay' : 'p99',
  }
  const cpu: Figure = {
    ...{ key: 'cpuUs', unit: 'µs', better: 'less', of: cpuUs },
    name: isFeed ? 'CPU a message' : 'CPU an answer',
  }
  const isFixed = step.pace.kind === 'rate' || step.pace.kind === 'feed'
  return [isFixed ? latency : throughput, cpu]
    .map(({ of, ...figure }) => ({ ...figure, rounds: roundsOf(step, of) }))
    .filter(({ rounds }) =>
      Object.values(rounds)
        .flat()
        .some((value) => value !== undefined),
    )
}

type Figure = Omit<MainFigure, 'rounds'> & { of(sample: Sample): number | undefined }

/**
 * /proc tells CPU time in ticks of 10 ms, so it says something of rounds with many of them: below these 15 the last tick alone
 * would be more than the tolerance of most comparisons.
 */
const leastCpuUs = 150_000

function perSecond(sample: Sample): number | undefined {
  return positive(sample.perSecond)
}

function p99Ms({ latency }: Sample): number | undefined {
  return positive(percentileMs(latency, 99))
}

function cpuUs({ cpuUsPerAnswer = 0, answers }: Sample): number | undefined {
  return cpuUsPerAnswer * answers >= leastCpuUs ? positive(cpuUsPerAnswer) : undefined
}

/** A round without any answer has no figure. */
function positive(value: number): number | undefined {
  return value > 0 && value < Infinity ? value : undefined
}

function roundsOf({ samples }: StepResult, of: Figure['of']): MainFigure['rounds'] {
  return Object.fromEntries(Object.entries(samples).map(([server, rounds]) => [server, rounds.map(of)]))
}
