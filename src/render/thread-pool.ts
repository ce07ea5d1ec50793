import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { EnddelError, errnoOf, messageOf } from '../core/errors.ts'
import { within } from '../core/lifecycle.ts'
import type { Batch, Outcome, Shared } from './outcomes.ts'
import { createTaskWatch } from './task-watch.ts'

export interface ThreadPoolOptions {
  /** `file:` URL of the module each thread loads. Its default export takes a {@link Batch} and resolves to its outcomes. */
  module: string
  /** What the module finds in `workerData`. */
  setup: object
  threads: number
  /** How many tasks are sent to a thread together, at most. */
  batchSize: () => number
  /**
   * Whether a batch waits at each thread while it does another. Then it need not wait for the next one, nor ever makes room on
   * its core: for threads that have cores of their own.
   */
  isAhead: boolean
  /** Room for what is short-lived: the more, the less is copied about. */
  youngMb: number
  /** Room for what lives longer; a thread that needs more is ended, and the task fails with E_RENDER_MEMORY. */
  oldMb: number
  /** Tasks that may wait; a further one is refused with E_QUEUE_FULL. */
  maxQueue: number
  /** A task that takes longer fails with E_RENDER_TIMEOUT, and its thread is ended: it may be in a loop. */
  taskMs: number
  /** Waiting and running together; after that a task fails with E_RENDER_TIMEOUT, and what comes of it is left. */
  timeoutMs: number
}

export interface ThreadPool<Task, Result> {
  run(task: Task): Promise<Result>
  /** Lets running tasks end, then stops the threads. */
  close(): Promise<void>
  /**
   * All tasks fail with `reason`: those that wait at once, those that are with a thread once it has ended, which is after the
   * task it is at or when that takes too long. So nothing is done any more for a task that has failed.
   */
  end(reason: unknown): void
}

/** For the task that a thread is at when it is to end. */
const lastTaskMs = 2_000

interface Job<Task, Result> {
  task: Task
  isOver: boolean
  resolve(result: Result): void
  reject(error: unknown): void
}

/** Of tasks that are with a thread together. */
interface Flight {
  /** The index of the one that takes too long. */
  overran: number | undefined
  /** Why there are no threads any more. */
  failure: { error: unknown } | undefined
}

/**
 * Threads that run tasks. A thread that dies, or is ended because a task takes too long, fails that task and is replaced;
 * tasks that were with it are done once more. When no thread can start, all waiting tasks fail with the reason, and the next
 * task tries again with new threads.
 */
export function createThreadPool<Task, Result>(options: ThreadPoolOptions): ThreadPool<Task, Result> {
  const { threads, batchSize, maxQueue, taskMs, timeoutMs } = options
  // Arrays: of what was ever in a Set, V8 keeps much alive until its next major collection.
  const waiting: Job<Task, Result>[] = []
  const suspects: Job<Task, Result>[] = []
  const flights: Flight[] = []
  const batchesPerThread = options.isAhead ? 2 : 1
  const maxFlights = threads * batchesPerThread
  const ending = new Uint8Array(new SharedArrayBuffer(1))
  // One more, for suspects.
  const watch = createTaskWatch(maxFlights + 1, taskMs)
  let isProving = false
  let underWay = 0
  let pool: Piscina | undefined = start()
  let closing: Promise<void> | undefined
  let onIdle = () => {}
  let onNoFlight = () => {}
  let ended: { reason: unknown } | undefined

  function start(): Piscina {
    const started = startThreads(options, batchesPerThread, { ending, places: watch.places })
    started.on('error', (error) => retireIfDead(started, error))
    return started
  }

  /** Piscina starts no further thread once one has failed to start: without threads it would wait for ever. */
  function retireIfDead(started: Piscina, error: unknown): void {
    if (pool !== started || started.threads.length > 0) return
    pool = undefined
    rejectWaiting(error)
    for (const flight of flights) flight.failure = { error }
    void started.destroy()
  }

  function rejectWaiting(reason: unknown): void {
    for (const job of [...waiting.splice(0), ...suspects.splice(0)]) job.reject(reason)
  }

  /** Without a signal: Piscina gives a thread nothing else beside a task that has one. */
  async function runBatch(batch: Batch<Task>): Promise<Outcome<Result>[]> {
    const running = (pool ??= start())
    try {
      return (await running.run(batch)) as Outcome<Result>[]
    } catch (error) {
      retireIfDead(running, error)
      throw error
    }
  }

  function dispatch(): void {
    while (flights.length < maxFlights && waiting.length > 0) {
      void runTogether(waiting.splice(0, Math.min(batchSize(), Math.ceil(waiting.length / threads))))
    }
  }

  async function runTogether(jobs: Job<Task, Result>[], isProof = false): Promise<void> {
    const flight: Flight = { overran: undefined, failure: undefined }
    flights.push(flight)
    const list = watch.enter((index, thread) => {
      flight.overran = index
      endThread(thread)
    })
    try {
      const outcomes = await runBatch({ tasks: tasksOf(jobs), list })
      for (const [index, job] of jobs.entries()) {
        if (ended) job.reject(ended.reason)
        else settle(job, outcomes[index]!)
      }
      // Piscina's table of tasks is a Map, which keeps them as a Set would.
      outcomes.length = 0
    } catch (error) {
      const { overran, failure } = flight
      // Alone and not begun: another batch has ended the thread.
      const isProven = isProof && watch.isBegun(list)
      const isOpen = !failure && !isProven && (isThreadLost(error) || isOutOfMemory(error))
      for (const [index, job] of jobs.entries()) {
        if (ended) job.reject(ended.reason)
        else if (index === overran) job.reject(tooLong(options))
        else if (isOpen) suspect(job)
        else job.reject(failure ? failure.error : isOutOfMemory(error) ? tooLarge(options) : error)
      }
    }
    watch.leave(list)
    remove(flights, flight)
    if (flights.length === 0) onNoFlight()
    dispatch()
  }

  function endThread(id: number): void {
    void pool?.threads.find(({ threadId }) => threadId === id)?.terminate()
  }

  function suspect(job: Job<Task, Result>): void {
    if (job.isOver) return
    suspects.push(job)
    if (!isProving) void runSuspects()
  }

  /** One by one, so that the guilty ones cannot take others along. */
  async function runSuspects(): Promise<void> {
    isProving = true
    for (let job; (job = suspects.shift());) await runTogether([job], true)
    isProving = false
  }

  function enqueue(job: Job<Task, Result>): void {
    waiting.push(job)
    // All that comes in this turn of the event loop goes together.
    if (waiting.length === 1) setImmediate(dispatch)
  }

  function giveUp(job: Job<Task, Result>): void {
    if (!remove(waiting, job)) remove(suspects, job)
    job.reject(new EnddelError('E_RENDER_TIMEOUT', `no page within ${timeoutMs} ms`))
  }

  function end(reason: unknown): void {
    ended = { reason }
    ending[0] = 1
    rejectWaiting(reason)
    closing = endThreads()
  }

  /** Node 20 aborts the whole process when a thread is ended just while it makes an encoder. */
  async function endThreads(): Promise<void> {
    if (flights.length > 0) await within(lastTaskMs, new Promise<void>((resolve) => (onNoFlight = resolve)))
    await pool?.destroy()
    watch.close()
  }

  /** Piscina's own close would wait for ever for a thread that is ended meanwhile. */
  async function close(): Promise<void> {
    if (underWay > 0) await new Promise<void>((resolve) => (onIdle = resolve))
    await endThreads()
  }

  return {
    async run(task) {
      if (closing) throw new Error('the thread pool is closed')
      if (underWay >= threads + maxQueue) throw new EnddelError('E_QUEUE_FULL', 'the render queue is full')
      let job!: Job<Task, Result>
      const done = new Promise<Result>((resolve, reject) => (job = { task, isOver: false, resolve, reject }))
      const timer = timeoutMs < Infinity && setTimeout(giveUp, timeoutMs, job)
      underWay++
      enqueue(job)
      try {
        return await done
      } finally {
        if (timer) clearTimeout(timer)
        job.isOver = true
        underWay--
        if (underWay === 0) onIdle()
      }
    },
    close: () => (closing ??= close()),
    end,
  }
}

/** Not by map, for packed-rows.ts tells why. */
function tasksOf<Task>(jobs: readonly Job<Task, unknown>[]): Task[] {
  const tasks: Task[] = []
  for (const { task } of jobs) tasks.push(task)
  return tasks
}

/** Whether it was there. */
function remove<Item>(list: Item[], item: Item): boolean {
  const at = list.indexOf(item)
  if (at >= 0) list.splice(at, 1)
  return at >= 0
}

function settle<Result>({ resolve, reject }: Job<unknown, Result>, outcome: Outcome<Result>): void {
  if ('result' in outcome) resolve(outcome.result)
  else if ('refusal' in outcome) reject(new EnddelError(...outcome.refusal))
  else reject(outcome.error)
}

/** Piscina has no codes for these. */
function isThreadLost(error: unknown): boolean {
  return /^worker exited with code: |^Terminating worker thread$/.test(messageOf(error))
}

function isOutOfMemory(error: unknown): boolean {
  return errnoOf(error) === 'ERR_WORKER_OUT_OF_MEMORY'
}

function tooLong({ taskMs }: { taskMs: number }): EnddelError {
  return new EnddelError('E_RENDER_TIMEOUT', `takes longer than ${taskMs} ms`)
}

function tooLarge({ oldMb }: { oldMb: number }): EnddelError {
  return new EnddelError('E_RENDER_MEMORY', `takes more memory than the ${oldMb} MB that a thread may have`)
}

const entryExtension = extname(import.meta.url) === '.ts' ? '.cts' : '.cjs'

function startThreads(
  { module, setup, threads, youngMb, oldMb }: ThreadPoolOptions,
  batchesPerThread: number,
  shared: Shared,
): Piscina {
  return new Piscina({
    filename: fileURLToPath(new URL(`./thread-entry${entryExtension}`, import.meta.url)),
    workerData: { ...setup, ...shared, module } satisfies Shared & { module: string },
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: batchesPerThread,
    resourceLimits: { maxYoungGenerationSizeMb: youngMb, maxOldGenerationSizeMb: oldMb },
    recordTiming: false,
  })
}
