/** The side of the threads: what they tell of the tasks they are given, and what they know of the pool. */
import { threadId, workerData } from 'node:worker_threads'
import { EnddelError } from '../core/errors.ts'
import type { Places } from './task-watch.ts'

/** What became of a task; of an error, what can cross a thread: an EnddelError would be any error on the other side. */
export type Outcome<Result> =
  { result: Result } | { error: unknown } | { refusal: ConstructorParameters<typeof EnddelError> }

/** Tasks that are handed to a thread together. */
export interface Batch<Task> {
  tasks: readonly Task[]
  /** Its number among those under way. */
  list: number
}

/** What all threads of a pool see. */
export interface Shared {
  /** 1 once nobody waits for outcomes. */
  ending: Uint8Array
  places: Places
}

let before: Promise<unknown> = Promise.resolve()

/** One task after the other, and one batch after the other, with the outcome of each: what a thread's module does with them. */
export function outcomesOf<Task, Result>(
  batch: Batch<Task>,
  work: (task: Task) => Promise<Result>,
  shared = workerData as Shared,
): Promise<Outcome<Result>[]> {
  const outcomes = before.then(() => doAll(batch, work, shared))
  before = outcomes.then(() => {})
  return outcomes
}

async function doAll<Task, Result>(
  { tasks, list }: Batch<Task>,
  work: (task: Task) => Promise<Result>,
  { ending, places }: Shared,
): Promise<Outcome<Result>[]> {
  Atomics.store(places.threads, list, threadId)
  const outcomes: Outcome<Result>[] = []
  for (const task of tasks) {
    Atomics.store(places.tasks, list, outcomes.length + 1)
    const isUnheard = ending[0] === 1
    const done = isUnheard ? unheard : work(task).then((result) => ({ result }), toOutcome)
    outcomes.push(await done)
  }
  return outcomes
}

const unheard: Outcome<never> = { refusal: ['E_STOPPED', 'the threads were ended'] }

/** What cannot cross must not take the outcomes of others along. */
function toOutcome(error: unknown): Outcome<never> {
  if (error instanceof EnddelError) {
    const { code, message, hint } = error
    return { refusal: [code, message, hint === undefined ? {} : { hint }] }
  }
  return { error: error instanceof Error ? error : new Error(String(error)) }
}
