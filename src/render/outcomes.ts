/** The side of the threads: what they tell of the tasks they are given, and what they know of the pool. */
import { workerData } from 'node:worker_threads'
import { EnddelError } from '../core/errors.ts'

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
  /** At which task, from 1, of the list with this number a thread is. */
  places: Int32Array
}

/** One task after the other, with the outcome of each: what a thread's module does with a list of them. */
export async function outcomesOf<Task, Result>(
  { tasks, list }: Batch<Task>,
  work: (task: Task) => Promise<Result>,
  { ending, places } = workerData as Shared,
): Promise<Outcome<Result>[]> {
  const outcomes: Outcome<Result>[] = []
  for (const task of tasks) {
    Atomics.store(places, list, outcomes.length + 1)
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
