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
export async function runLoad(plan: LoadPlan, options: LoadOptions): Promise<LoadResult> {
  const [result] = await runTurns([plan], { ...options, turnMs: plan.pace.seconds * 1000 })
  return result!
}

/**
 * Makes several loads (closed model) that take turns of `turnMs`, each with its sockets open all the time, until each has had
 * the seconds of its plan. What a shared machine does to one of them it does to the others: so their ratios are steadier
 * than if each came as a whole. The order of turns is turned about each time.
 */
export async function runTurns(
  plans: readonly LoadPlan[],
  { stop, onSecond, turnMs }: LoadOptions & { turnMs: number },
): Promise<LoadResult[]> {
  const loads = plans.map(openLoad)
  const end = () => loads.forEach((load) => load.end())
  if (stop.aborted) end()
  stop.addEventListener('abort', end)
  let timer: NodeJS.Timeout | undefined
  try {
    await Promise.all(loads.map((load) => load.ask({ type: 'connect' })))
    timer = setInterval(tellSeconds(loads, onSecond), 1000)
    for (let turn = 0; turn * turnMs < plans[0]!.pace.seconds * 1000 && !stop.aborted; turn++) {
      const inTurn = turn % 2 === 0 ? loads : [...loads].reverse()
      for (const load of inTurn) await load.ask({ type: 'turn', ms: turnMs })
    }
    return await Promise.all(loads.map((load) => load.finish()))
  } finally {
    clearInterval(timer)
    stop.removeEventListener('abort', end)
    await Promise.all(loads.map((load) => load.close()))
  }
}

function openLoad(plan: LoadPlan) {
  const shares = sharesOf(plan)
  const entry = new URL('./load-thread', import.meta.url)
  const threads = startClientThreads<LoadCommand, LoadResult | undefined, never>(entry, shares, () => {})
  return {
    ask: (command: LoadCommand) => threads.ask(command),
    finish: async () => mergeResults((await threads.ask({ type: 'finish' })).filter((result) => result !== undefined)),
    end: () => shares.forEach(({ signals }) => Atomics.store(signals, 0, 1)),
    answers: () => shares.reduce((sum, share) => sum + answersOf(share), 0),
    close: () => threads.close(),
  }
}

function answersOf({ signals, thread }: LoadShare): number {
  return Atomics.load(signals, 1 + thread)
}

function tellSeconds(loads: readonly { answers(): number }[], onSecond: (answers: number) => void): () => void {
  let told = 0
  return () => {
    const answers = loads.reduce((sum, load) => sum + load.answers(), 0)
    onSecond(answers - told)
    told = answers
  }
}
