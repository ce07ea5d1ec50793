import { disturb } from './disturb.ts'
import { openFeedClients } from './feed/feed-load.ts'
import { percentileMs } from './figures/histogram.ts'
import { median } from './figures/statistics.ts'
import type { LoadPlan, Pace } from './load/load-plan.ts'
import type { LoadResult } from './load/load-result.ts'
import { runLoad, runTurns } from './load/load.ts'
import { feedPlan } from './measure-feed.ts'
import type { Measured, StepRun } from './run-step.ts'
import type { PageStep } from './scenario.ts'
import { type BenchServer, endpointOf } from './server/bench-server.ts'
import { invalidateAll } from './server/server-metrics.ts'
import { type Look, lookAt, usageBetween } from './server-usage.ts'
import { wrkLoad } from './wrk-load.ts'

/** What is answered later is lost. */
const timeoutMs = 10_000
const checkEvery = 1_000
/** Servers at full speed take turns of this length: a shared machine changes its speed within seconds. */
const turnMs = 20
/** Before the first round, uncounted: node compiles what is used often while it runs. */
const warmUpSeconds = 1
/** Beside other loads the yardstick is measured at full speed, too. */
const yardstickSeconds = 1
/** For what ends by itself. */
const longestSeconds = 120

/** One round of a step at full speed on all servers, in turns. */
export async function measureInTurns(
  run: StepRun,
  step: PageStep,
  servers: readonly BenchServer[],
  seconds: number,
): Promise<Measured[]> {
  const { options, onEvent, stop } = run
  const plans = servers.map((server) => planFor(run, step, server, { kind: 'closed', seconds }))
  const onSecond = (answers: number) => onEvent({ type: 'second', answers })
  const before = await Promise.all(servers.map(lookAt))
  const results =
    options.engine === 'wrk'
      ? await oneByOne(plans, (plan) => wrkLoad(plan, { stop }))
      : await runTurns(plans, { stop, onSecond, turnMs })
  const after = await Promise.all(servers.map(lookAt))
  return results.map((result, at) => measured(result, before[at]!, after[at]!))
}

/** Asks for pages as fast as can be for a while that does not count. */
export async function warmUp(run: StepRun, step: PageStep, servers: readonly BenchServer[]): Promise<void> {
  await measureInTurns(run, step, servers, warmUpSeconds)
}

/** One round of a step at another pace, on one server. */
export async function measurePages(run: StepRun, step: PageStep, server: BenchServer): Promise<Measured> {
  const { onEvent, stop } = run
  const isYardstick = server.role === 'yardstick'
  const pace = isYardstick ? ({ kind: 'closed', seconds: yardstickSeconds } as const) : paceFor(run, step, server)
  const plan = planFor(run, step, server, pace)

  if (step.isCold && !isYardstick) await invalidateAll(server)
  const hasFeed = step.feedClients && !isYardstick
  const feed = hasFeed ? await openFeedClients(feedPlan(run, server, step.feedClients!), {}) : undefined
  try {
    const before = await lookAt(server)
    const [result, failures] = await Promise.all([
      runLoad(plan, { stop, onSecond: (answers) => onEvent({ type: 'second', answers }) }),
      isYardstick ? [] : disturb(server, step, onEvent, stop),
    ])
    const { sample, problems } = measured(result, before, await lookAt(server))
    const due = pace.kind === 'open' ? { duePerSecond: pace.perSecond } : {}
    return { sample: { ...sample, ...due }, problems: [...problems, ...failures] }
  } finally {
    await feed?.close()
  }
}

async function oneByOne<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const item of items) results.push(await work(item))
  return results
}

function planFor({ plans, options }: StepRun, { connections }: PageStep, server: BenchServer, pace: Pace): LoadPlan {
  const { requests, order } = plans.get(server)!
  const { threads } = options
  return { server: endpointOf(server.url), requests, order, connections, threads, pace, timeoutMs, checkEvery }
}

function measured(result: LoadResult, before: Look, after: Look): Measured {
  return { sample: { ...sampleOf(result), ...usageBetween(before, after, result) }, problems: result.problems }
}

/** A share of the maximum is one of the server's own: each is asked for as much as it can take. */
function paceFor({ before, plans }: StepRun, { pace, connections }: PageStep, server: BenchServer): Pace {
  switch (pace.kind) {
    case 'max':
      return { kind: 'closed', seconds: pace.seconds }
    case 'once': {
      const requests = pace.each === 'page' ? plans.get(server)!.order.length : connections
      return { kind: 'closed', seconds: longestSeconds, requests }
    }
    case 'rate': {
      if ('perSecond' in pace) return { kind: 'open', seconds: pace.seconds, perSecond: pace.perSecond }
      const samples = before.findLast((step) => step.pace.kind === 'max')?.samples[server.name] ?? []
      const max = median(samples.map(({ perSecond }) => perSecond)) ?? 1
      return { kind: 'open', seconds: pace.seconds, perSecond: Math.max(1, Math.round(max * pace.ofMax)) }
    }
    default:
      return pace satisfies never
  }
}

function sampleOf(result: LoadResult) {
  const { seconds, asked, answers, lost, retried, wrong, checked, bytes, latency, perSecond, busy, lateness } = result
  return {
    ...{ seconds, asked, answers, lost, retried, wrong, checked, bytes, latency },
    perSecond: answers / seconds,
    series: perSecond,
    clientBusy: busy,
    ...(lateness && { clientLateMs: percentileMs(lateness, 99) }),
  }
}
