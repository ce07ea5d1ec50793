import { startClientThreads } from '../client-threads.ts'
import type { LoadPlan } from './load-plan.ts'
import type { LoadResult } from './load-result.ts'
import { type LoadShare, sharesOf } from './load-share.ts'
import type { LoadCommand } from './load-thread.ts'
import { mergeResults } from './tally.ts'

export interface LoadOptions {
  /** Ends it early; the result has the figures so far. */
  stop: AbortSignal
  /** Each second: so many answers came since the last time. */
  onSecond(answers: number): void
}

/** Makes a load from threads of its own, which are gone afterwards with all their sockets. */
export async function runLoad(plan: LoadPlan, { stop, onSecond }: LoadOptions): Promise<LoadResult> {
  const shares = sharesOf(plan)
  const entry = new URL('./load-thread', import.meta.url)
  const threads = startClientThreads<LoadCommand, LoadResult | undefined, never>(entry, shares, () => {})
  const end = () => shares.forEach(({ signals }) => Atomics.store(signals, 0, 1))
  if (stop.aborted) end()
  stop.addEventListener('abort', end)
  let timer: NodeJS.Timeout | undefined
  try {
    await threads.ask('connect')
    timer = setInterval(tellSeconds(shares, onSecond), 1000)
    return mergeResults((await threads.ask('run')).filter((result) => result !== undefined))
  } finally {
    clearInterval(timer)
    stop.removeEventListener('abort', end)
    await threads.close()
  }
}

function tellSeconds(shares: readonly LoadShare[], onSecond: (answers: number) => void): () => void {
  let told = 0
  return () => {
    const answers = shares.reduce((sum, { signals, thread }) => sum + Atomics.load(signals, 1 + thread), 0)
    onSecond(answers - told)
    told = answers
  }
}
