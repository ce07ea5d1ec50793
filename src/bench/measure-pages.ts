import type { StepResult } from './bench-result.ts'
import { disturb } from './disturb.ts'
import { openFeedClients } from './feed/feed-load.ts'
import { percentileMs } from './figures/histogram.ts'
import type { LoadPlan, Pace } from './load/load-plan.ts'
import type { LoadResult } from './load/load-result.ts'
import { runLoad } from './load/load.ts'
import { feedPlan } from './measure-feed.ts'
import type { Measured, StepRun } from './run-step.ts'
import type { PageStep } from './scenario.ts'
import { type BenchServer, endpointOf } from './server/bench-server.ts'
import { invalidateAll } from './server/server-metrics.ts'
import { lookAt, usageBetween } from './server-usage.ts'
import { wrkLoad } from './wrk-load.ts'

/** What is answered later is lost. */
const timeoutMs = 10_000
const checkEvery = 1_000
/** Before the first round, uncounted: node compiles what is used often while it runs. */
const warmUpSeconds = 1
/** The yardstick is always measured at full speed, which is steady even in short rounds. */
const yardstickSeconds = 1
/** For what ends by itself. */
const longestSeconds = 120

/** One round of a step on one server. */
export async function measurePages(
  run: StepRun,
  step: PageStep,
  server: BenchServer,
  pace: StepResult['pace'],
): Promise<Measured> {
  const { plans, options, onEvent, stop } = run
  const isYardstick = server.role === 'yardstick'
  const { requests, order } = plans.get(server)!
  const plan: LoadPlan = {
    server: endpointOf(server.url),
    requests,
    order,
    connections: step.connections,
    threads: options.threads,
    pace: isYardstick ? { kind: 'closed', seconds: yardstickSeconds } : loadPace(step, pace, order.length),
    timeoutMs,
    checkEvery,
  }
  const load = options.engine === 'wrk' ? wrkLoad : runLoad

  if (step.isCold && !isYardstick) await invalidateAll(server)
  const feed =
    step.feedClients && !isYardstick ? await openFeedClients(feedPlan(run, server, step.feedClients), {}) : undefined
  try {
    const before = await lookAt(server)
    const [result, failures] = await Promise.all([
      load(plan, { stop, onSecond: (answers) => onEvent({ type: 'second', answers }) }),
      isYardstick ? [] : disturb(server, step, onEvent, stop),
    ])
    const usage = usageBetween(before, await lookAt(server), result.answers)
    return { sample: { ...sampleOf(result), ...usage }, problems: [...result.problems, ...failures] }
  } finally {
    await feed?.close()
  }
}

/** Makes a server warm for pages that are asked for at full speed. */
export async function warmUp(run: StepRun, step: PageStep, server: BenchServer): Promise<void> {
  await measurePages(
    run,
    { ...step, pace: { kind: 'max', seconds: warmUpSeconds }, isCold: false, disturb: [], feedClients: 0 },
    server,
    { kind: 'max' },
  )
}

function loadPace({ pace, connections }: PageStep, measured: StepResult['pace'], pages: number): Pace {
  if (pace.kind === 'once') {
    return { kind: 'closed', seconds: longestSeconds, requests: pace.each === 'page' ? pages : connections }
  }
  const { seconds } = pace
  return measured.kind === 'rate'
    ? { kind: 'open', seconds, perSecond: measured.perSecond }
    : { kind: 'closed', seconds }
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
