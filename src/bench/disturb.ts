import { setTimeout as sleep } from 'node:timers/promises'
import { EnddelError } from '../core/errors.ts'
import type { BenchEvent } from './bench-event.ts'
import type { PageStep } from './scenario.ts'
import type { BenchServer } from './server/bench-server.ts'

/** Does to the server what the step says, each thing at its time; gives what did not come about. */
export async function disturb(
  server: BenchServer,
  { disturb: disturbances = [], pace }: PageStep,
  onEvent: (event: BenchEvent) => void,
  stop: AbortSignal,
): Promise<string[]> {
  if (pace.kind === 'once') return []
  const beganAt = performance.now()
  const failures: string[] = []
  for (const { after, what } of disturbances) {
    const dueMs = beganAt + after * pace.seconds * 1000 - performance.now()
    await sleep(Math.max(0, dueMs), undefined, { signal: stop }).catch(() => {})
    if (stop.aborted) break
    try {
      await server.disturb!(what)
      onEvent({ type: 'disturbed', what })
    } catch (error) {
      if (!(error instanceof EnddelError)) throw error
      failures.push(`${what}: ${error.message}${error.hint ? ` (${error.hint})` : ''}`)
    }
  }
  return failures
}
