import type { Sample } from './bench-result.ts'
import type { BenchServer } from './server/bench-server.ts'
import { type Usage, usageOf } from './server/process-usage.ts'
import { readMetrics, type ServerMetrics } from './server/server-metrics.ts'

/** What a server has used so far. */
export interface Look {
  usage: Usage | undefined
  metrics: ServerMetrics | undefined
}

export async function lookAt(server: BenchServer): Promise<Look> {
  // Its metrics are asked for first: to tell them takes time, too.
  const metrics = server.role === 'subject' ? await readMetrics(server) : undefined
  return { metrics, usage: usageOf(server.pids) }
}

/** What it used between two moments, between which it gave so many answers and had work for so many seconds. */
export function usageBetween(
  before: Look,
  after: Look,
  { answers, seconds }: { answers: number; seconds: number },
): Pick<Sample, 'cpuUsPerAnswer' | 'serverCores' | 'serverRssBytes' | 'eventLoopDelayMs' | 'renders'> {
  const cpuUs = before.usage && after.usage ? after.usage.cpuUs - before.usage.cpuUs : undefined
  const renders = before.metrics && after.metrics ? after.metrics.renders - before.metrics.renders : undefined
  const delayMs = after.metrics?.eventLoopDelayMs
  return {
    ...(cpuUs !== undefined && answers > 0 && { cpuUsPerAnswer: cpuUs / answers }),
    ...(cpuUs !== undefined && seconds > 0 && { serverCores: cpuUs / 1e6 / seconds }),
    ...(after.usage && { serverRssBytes: after.usage.rssBytes }),
    ...(delayMs !== undefined && { eventLoopDelayMs: delayMs }),
    ...(renders !== undefined && { renders }),
  }
}
