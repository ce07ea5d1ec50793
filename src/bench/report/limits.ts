import type { BenchResult, MeasuredServer, ScenarioResult, StepResult } from '../bench-result.ts'
import { type Limit, limitOf } from '../figures/limit.ts'
import { shownServers } from './rows.ts'
import { cores, percent } from './units.ts'

/** What kept each server from answering more, in the steps that asked for as much as it could; a sentence for each limit. */
export function limitsOf(result: BenchResult, scenario: ScenarioResult): string[] {
  const steps = scenario.steps.filter(({ pace }) => pace.kind === 'max')
  // Of a ramp the last step tells.
  const told = steps.length > mostSteps ? steps.slice(-1) : steps
  return told.flatMap((step) => {
    const found = shownServers(result).flatMap((server) => verdictOn(step, server))
    const verdicts = [...new Set(found.map(({ verdict }) => verdict))]
    return verdicts.map((verdict) => {
      const servers = found.filter((one) => one.verdict === verdict).map(({ usage }) => usage)
      return `In ${step.name}, ${verdict}: ${servers.join('; ')}.`
    })
  })
}

const mostSteps = 3

function verdictOn(step: StepResult, { name, cores: given }: MeasuredServer): { verdict: string; usage: string }[] {
  const limit = limitOf(step.samples[name] ?? [], given)
  if (!limit) return []
  return [{ verdict: verdicts[limit.by], usage: `${name} (${usageOf(limit)})` }]
}

function usageOf({ clientBusy, serverCores, cores: given }: Limit): string {
  const client = `client busy ${percent(clientBusy)}`
  if (serverCores === undefined) return client
  return `used ${cores(serverCores)} ${given ? `of ${given} ` : ''}${given === 1 ? 'core' : 'cores'}, ${client}`
}

const verdicts: Record<Limit['by'], string> = {
  both: 'client and server were both at their limit',
  client: "the client was the limit, so the figure is not the server's",
  server: 'the server was the limit',
  neither: 'neither client nor server was at its limit',
  'not-client': 'the client was not the limit',
}
