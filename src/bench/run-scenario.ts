import { EnddelError } from '../core/errors.ts'
import { within } from '../core/lifecycle.ts'
import { adjustSteps } from './adjust-steps.ts'
import type { BenchEvent } from './bench-event.ts'
import type { BenchOptions } from './bench-options.ts'
import type { ScenarioResult, StepResult } from './bench-result.ts'
import { findFaults } from './find-faults.ts'
import type { Servers } from './open-servers.ts'
import { type ChosenPages, choosePages } from './pages/choose-pages.ts'
import { planRequests, type PlannedRequests } from './pages/planned-requests.ts'
import { pagesAt, type SitePages } from './pages/site-pages.ts'
import { runStep } from './run-step.ts'
import type { Scenario, Step } from './scenario.ts'
import { type ScenarioName, scenarios } from './scenarios.ts'
import type { BenchServer } from './server/bench-server.ts'

export interface ScenarioRun {
  options: BenchOptions
  site: SitePages
  servers: Servers
  onEvent(event: BenchEvent): void
  stop: AbortSignal
}

/** Runs one scenario on the subject and those beside it. What goes wrong in it is a problem of its result. */
export async function runScenario(name: ScenarioName, run: ScenarioRun): Promise<ScenarioResult> {
  const scenario: Scenario = scenarios[name]
  const empty = { name, about: scenario.about, steps: [], problems: [], warnings: [] }
  const chosen = choosePages(run.site, scenario.pages)
  const reason = whyNot(scenario, run.options, chosen)
  if (reason !== undefined || !chosen) return { ...empty, notRun: reason ?? 'there is no page' }
  try {
    const servers = await run.servers.open(scenario.server, !isForEnddelAlone(scenario))
    const found = await whileItRuns(servers[0]!, run, (alive) => goThrough(alive, name, chosen, servers))
    return { ...empty, about: `${scenario.about}: ${chosen.how}`, ...found }
  } catch (error) {
    if (!(error instanceof EnddelError)) throw error
    return { ...empty, problems: [error.hint ? `${error.message} (${error.hint})` : error.message] }
  }
}

/** A server that ends by itself ends the work, which then fails with the server's last words. */
function whileItRuns<Result>(
  { failed }: BenchServer,
  run: ScenarioRun,
  work: (alive: ScenarioRun) => Promise<Result>,
): Promise<Result> {
  if (!failed) return work(run)
  const broken = new AbortController()
  failed.catch(() => broken.abort())
  const working = work({ ...run, stop: AbortSignal.any([run.stop, broken.signal]) }).catch(async (error: unknown) => {
    // Clients may notice before it is known that the process has ended; then that is the reason.
    await within(patienceMs, failed)
    throw error
  })
  return Promise.race([working, failed])
}

const patienceMs = 1_000

/** Undefined when it can be run. */
function whyNot({ server, steps, pages }: Scenario, options: BenchOptions, chosen?: ChosenPages): string | undefined {
  const { url, secret, engine } = options
  const isDisturbed = steps.some((step) => step.kind === 'pages' && step.disturb)
  if (!chosen && pages === 'live-one') return 'no page is known to show live figures'
  if (url && (server.workers || server.redis || isDisturbed)) {
    return 'it disturbs the server, so it takes one that the bench has started: leave --url out'
  }
  if (url && !secret && steps.some(isCold)) {
    return 'it makes pages invalid, for which AUTO_UPDATE_SECRET_KEY has to be that of the server'
  }
  if (engine === 'wrk' && !steps.some((step) => step.kind === 'pages' && step.pace.kind === 'max')) {
    return 'wrk cannot do it: leave --engine out'
  }
  return undefined
}

/** Other servers know nothing of its feed and its cache. */
function isForEnddelAlone({ steps }: Scenario): boolean {
  return steps.some((step) => step.kind === 'feed' || step.feedClients || step.disturb || step.isCold)
}

function isCold(step: Step): boolean {
  return step.kind === 'pages' && step.isCold === true
}

async function goThrough(
  run: ScenarioRun,
  name: ScenarioName,
  chosen: ChosenPages,
  servers: readonly BenchServer[],
): Promise<Pick<ScenarioResult, 'steps' | 'problems' | 'warnings'>> {
  const scenario: Scenario = scenarios[name]
  const plans = new Map<BenchServer, PlannedRequests>()
  for (const server of servers) {
    const isYardstick = server.role === 'yardstick'
    const plan = isYardstick
      ? await planRequests(server, yardstickPage, 'browser', false)
      : await planRequests(server, chosen, scenario.ask, scenario.server.market !== 'off')
    plans.set(server, plan)
  }
  const steps: StepResult[] = []
  const problems: string[] = []
  const warnings = differing(plans)
  for (const step of adjustSteps(scenario.steps, run.options)) {
    if (run.stop.aborted) break
    const outcome = await runStep({ ...run, scenario: name, step, before: steps, plans })
    steps.push(outcome.result)
    problems.push(...outcome.problems)
    warnings.push(...outcome.warnings)
  }
  const faults = findFaults(steps, servers, scenario.steps.some(isCold) ? chosen.pages.length : undefined)
  return {
    steps,
    problems: [...new Set([...problems, ...faults.problems])],
    warnings: [...new Set([...warnings, ...faults.warnings])],
  }
}

const yardstickPage: ChosenPages = { pages: pagesAt(['/']).pages, order: [0], how: '' }

/** What makes a comparison, or a check of the bytes, worth less. */
function differing(plans: ReadonlyMap<BenchServer, PlannedRequests>): string[] {
  const warnings: string[] = []
  const [subject, ...others] = [...plans].filter(([{ role }]) => role !== 'yardstick')
  for (const [{ name }, { changing }] of plans) {
    if (changing.length === 0) continue
    const pages = changing.length === 1 ? `the text of ${changing[0]}` : `the text of ${changing.length} pages`
    warnings.push(`${name}: ${pages} is not checked, for it changes by itself`)
  }
  for (const [{ name }, { digests }] of others) {
    const other = [...digests].find(([address, digest]) => digest !== subject![1].digests.get(address))
    if (other) warnings.push(`${name} sends another page than ${subject![0].name} at ${other[0]}`)
  }
  return warnings
}
