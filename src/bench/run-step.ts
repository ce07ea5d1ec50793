import type { Sample, StepResult } from './bench-result.ts'
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
  const samples: Record<string, Sample[]> = Object.fromEntries(servers.map(({ name }) => [name, []]))
  const problems: string[] = []
  const warnings: string[] = []
  const add = (server: BenchServer, measured: Measured) => {
    samples[server.name]!.push(measured.sample)
    const faults = server.role === 'subject' ? problems : warnings
    faults.push(...measured.problems)
  }

  const kind: StepResult['pace']['kind'] = step.kind === 'feed' ? 'feed' : step.pace.kind
  const isFirst = !before.some(({ pace }) => pace.kind === 'max')
  if (step.kind === 'pages' && kind === 'max' && isFirst) await warmUp(run, step, servers)
  for (let round = 0; round < step.rounds; round++) {
    for (const group of groupsOf(kind, servers, round)) {
      if (stop.aborted) break
      const names = group.map(({ name }) => name).join(' and ')
      onEvent({
        ...{ type: 'round-started', scenario, step: step.name },
        ...{ server: names, round: round + 1, rounds: step.rounds },
      })
      const measured = await measure(run, group)
      measured.forEach((one, at) => add(group[at]!, one))
    }
  }
  const result: StepResult = { name: step.name, kind: step.kind, ...sizeOf(step), pace: { kind }, samples }
  return { result, problems, warnings }
}

/** Those that are measured together; each round begins with another one. */
function groupsOf(kind: StepResult['pace']['kind'], servers: readonly BenchServer[], round: number): BenchServer[][] {
  const from = round % servers.length
  const turned = [...servers.slice(from), ...servers.slice(0, from)]
  return kind === 'max' ? [turned] : turned.map((server) => [server])
}

async function measure(run: StepRun, group: readonly BenchServer[]): Promise<Measured[]> {
  const { step } = run
  if (step.kind === 'feed') return [await measureFeed(run, step, group[0]!)]
  if (step.pace.kind === 'max') return measureInTurns(run, step, group, step.pace.seconds)
  return [await measurePages(run, step, group[0]!)]
}

function sizeOf(step: Step): Pick<StepResult, 'connections' | 'seconds'> {
  if (step.kind === 'feed') return { connections: step.clients, seconds: step.seconds }
  const { connections, pace } = step
  return pace.kind === 'once' ? { connections } : { connections, seconds: pace.seconds }
}
