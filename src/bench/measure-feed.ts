import type { FeedPlan, FeedResult } from './feed/feed-plan.ts'
import { openFeedClients } from './feed/feed-load.ts'
import type { Measured, StepRun } from './run-step.ts'
import type { FeedStep } from './scenario.ts'
import { type BenchServer, endpointOf } from './server/bench-server.ts'
import { lookAt, usageBetween } from './server-usage.ts'

const timeoutMs = 20_000

/** One round of clients that listen: they come, hear what changes, and leave. */
export async function measureFeed(run: StepRun, step: FeedStep, server: BenchServer): Promise<Measured> {
  const { onEvent, stop } = run
  const empty = await lookAt(server)
  const clients = await openFeedClients(feedPlan(run, server, step.clients), {
    onSecond: (answers) => onEvent({ type: 'second', answers }),
  })
  try {
    const before = await lookAt(server)
    const result = await clients.measure(step.seconds, stop)
    const after = await lookAt(server)
    const grown = empty.usage && before.usage && before.usage.rssBytes - empty.usage.rssBytes
    return {
      sample: {
        ...sampleOf(result),
        ...usageBetween(before, after, { answers: result.messages, seconds: result.seconds }),
        ...(grown !== undefined && { bytesPerClient: Math.max(0, grown) / step.clients }),
      },
      problems: result.problems,
    }
  } finally {
    await clients.close()
  }
}

/** Clients that want to hear of every figure. */
export function feedPlan({ options }: StepRun, server: BenchServer, clients: number): FeedPlan {
  return { server: endpointOf(server.url), clients, threads: options.threads, topics: ['market'], timeoutMs }
}

function sampleOf({ seconds, messages, bytes, lost, wrong, delay, perSecond, busy }: FeedResult) {
  return {
    ...{ seconds, bytes, lost, wrong },
    asked: messages,
    answers: messages,
    perSecond: messages / seconds,
    retried: 0,
    checked: messages,
    latency: delay,
    series: perSecond,
    clientBusy: busy,
  }
}
