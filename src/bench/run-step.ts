import type { Sample, StepResult } from './bench-result.ts'
import { median } from './figures/statistics.ts'
import { measureFeed } from './measure-feed.ts'
import { measureInTurns, measurePages, warmUp } from './measure-pages.ts'
import type { PlannedRequests } from './pages/planned-requests.ts'
import type { ScenarioRun } from './run-scenario.ts'
import type { Step } from './scenario.ts'
import type { BenchServer } from './server/bench-server.ts'

export interface StepRun extends ScenarioRun {
  scenario: string
  step: Step
  /** The steps of the scenario that are done. */
  before: readonly StepResult[]
  plans: ReadonlyMap<BenchServer, PlannedRequests>
}

/** What one server did in one round. */
export interface Measured {
  sample: Sample
  /** What was wrong with it. */
  problems: readonly string[]
}

export interface StepOutcome {
  result: StepResult
  /** What the subject did wrong. */
  problems: string[]
  /** What others did wrong. */
  warnings: string[]
}

/** Goes through the rounds of a step. At full speed servers take short turns, otherwise round by round. */
export async function runStep(run: StepRun): Promise<StepOutcome> {
  const { scenario, step, before, plans, onEvent, stop } = run
  const servers = [...plans.keys()].filter(({ role }) => step.kind === 'pages' || role === 'subject')
  const pace = paceOf(step, before, servers)
  const samples: Record<string, Sample[]> = Object.fromEntries(servers.map(({ name }) => [name, []]))
  const problems: string[] = []
  const warnings: string[] = []
  const add = (server: BenchServer, measured: Measured) => {
    samples[server.name]!.push(measured.sample)
    const faults = server.role === 'subject' ? problems : warnings
    faults.push(...measured.problems)
  }

  const isFirst = !before.some((result) => result.pace.kind === 'max')
  if (step.kind === 'pages' && pace.kind === 'max' && isFirst) await warmUp(run, step, servers)
  for (let round = 0; round < step.rounds; round++) {
    for (const group of groupsOf(pace, servers, round)) {
      if (stop.aborted) break
      const names = group.map(({ name }) => name).join(' and ')
      onEvent({
        ...{ type: 'round-started', scenario, step: step.name },
        ...{ server: names, round: round + 1, rounds: step.rounds },
      })
      const measured = await measure(run, group, pace)
      measured.forEach((one, at) => add(group[at]!, one))
    }
  }
  const connections = step.kind === 'feed' ? step.clients : step.connections
  return { result: { name: step.name, kind: step.kind, connections, pace, samples }, problems, warnings }
}

/** Those that are measured together; each round begins with another one. */
function groupsOf({ kind }: StepResult['pace'], servers: readonly BenchServer[], round: number): BenchServer[][] {
  const from = round % servers.length
  const turned = [...servers.slice(from), ...servers.slice(0, from)]
  return kind === 'max' ? [turned] : turned.map((server) => [server])
}

async function measure(run: StepRun, group: readonly BenchServer[], pace: StepResult['pace']): Promise<Measured[]> {
  const { step } = run
  if (step.kind === 'feed') return [await measureFeed(run, step, group[0]!)]
  if (step.pace.kind === 'max') return measureInTurns(run, step, group, step.pace.seconds)
  return [await measurePages(run, step, group[0]!, pace)]
}

/** A share of the maximum is one of the slowest server's, so that all get the same. */
function paceOf(step: Step, before: readonly StepResult[], servers: readonly BenchServer[]): StepResult['pace'] {
  if (step.kind === 'feed') return { kind: 'feed' }
  const { pace } = step
  if (pace.kind !== 'rate') return { kind: pace.kind }
  if ('perSecond' in pace) return { kind: 'rate', perSecond: pace.perSecond }
  const max = before.findLast((result) => result.pace.kind === 'max')
  const highest = servers
    .filter(({ role }) => role !== 'yardstick')
    .map(({ name }) => median((max?.samples[name] ?? []).map(({ perSecond }) => perSecond)) ?? 1)
  return { kind: 'rate', perSecond: Math.max(1, Math.round(Math.min(...highest) * pace.ofMax)) }
}
