import { EventEmitter } from 'node:events'
import { extname } from 'node:path'
import { Piscina } from 'piscina'
import { EnddelError, messageOf } from '../core/errors.ts'
import { packRows } from './packed-rows.ts'
import type { Rendered } from './page.ts'
import type { Outcome, RenderTask, WorkerSetup } from './worker.ts'

export interface PoolOptions extends WorkerSetup {
  threads: number
  /** Tasks that may wait; a further one is refused with E_QUEUE_FULL. */
  maxQueue: number
  /** Waiting and rendering together; after that the thread is ended and the task fails with E_RENDER_TIMEOUT. */
  timeoutMs: number
}

export interface RenderPool {
  render(task: RenderTask): Promise<Rendered>
  /** Lets running tasks end, then stops the threads. */
  close(): Promise<void>
}

/** Sent to a thread at once. What is waiting goes together: to hand over a page costs half as much as to render it. */
const maxBatch = 8
/** The second waits at the thread, so that the thread need not wait for it. */
const batchesPerThread = 2

interface Job {
  /** Its data is packed. */
  task: RenderTask
  stop: Stop
  resolve(rendered: Rendered): void
  reject(error: unknown): void
}

/**
 * Threads that render pages of one site bundle. A thread that dies fails the task that ended it and is replaced; tasks that
 * were with it are done once more, one by one, so that the guilty one cannot take others along again. When no thread can
 * start, all waiting tasks fail with the reason, and the next task tries again with new threads.
 */
export function createRenderPool({ threads, maxQueue, timeoutMs, ...setup }: PoolOptions): RenderPool {
  const underWay = new Set<Stop>()
  const waiting = new Set<Job>()
  let batches = 0
  let pool: Piscina | undefined = start()
  let closing: Promise<void> | undefined
  let alone: Promise<unknown> = Promise.resolve()
  let onIdle = () => {}

  function start(): Piscina {
    const started = startThreads(threads, setup)
    started.on('error', (error) => retireIfDead(started, error))
    return started
  }

  /** Piscina starts no further thread once one has failed to start: without threads it would wait for ever. */
  function retireIfDead(started: Piscina, error: unknown): void {
    if (pool !== started || started.threads.length > 0) return
    pool = undefined
    for (const task of underWay) task.stop(error)
    void started.destroy()
  }

  async function run(tasks: RenderTask[], signal: Stop): Promise<Outcome[]> {
    const running = (pool ??= start())
    try {
      return await running.run(tasks, { signal })
    } catch (error) {
      retireIfDead(running, error)
      throw signal.aborted ? signal.reason : error
    }
  }

  function dispatch(): void {
    while (batches < threads * batchesPerThread && waiting.size > 0) {
      const size = Math.min(maxBatch, Math.ceil(waiting.size / threads))
      const jobs: Job[] = []
      for (const job of waiting) {
        if (jobs.length === size) break
        waiting.delete(job)
        jobs.push(job)
      }
      void runTogether(jobs)
    }
  }

  async function runTogether(jobs: readonly Job[]): Promise<void> {
    batches++
    // To end one of them is to end its thread.
    const stop = new Stop()
    for (const job of jobs) job.stop.once('abort', () => stop.stop(job.stop.reason))
    try {
      const outcomes = await run(
        jobs.map(({ task }) => task),
        stop,
      )
      for (const [index, job] of jobs.entries()) settle(job, outcomes[index]!)
    } catch (error) {
      for (const job of jobs) {
        if (job.stop.aborted) job.reject(job.stop.reason)
        else if (stop.aborted || isThreadLost(error)) runAlone(job)
        else job.reject(error)
      }
    }
    batches--
    dispatch()
  }

  function runAlone(job: Job): void {
    alone = alone
      .then(() => run([job.task], job.stop))
      .then(
        ([outcome]) => settle(job, outcome!),
        (error: unknown) => job.reject(error),
      )
  }

  function enqueue(task: RenderTask, stop: Stop): Promise<Rendered> {
    return new Promise((resolve, reject) => {
      const job = { task, stop, resolve, reject }
      waiting.add(job)
      stop.once('abort', () => waiting.delete(job) && reject(stop.reason))
      // All that comes in this turn of the event loop goes together.
      if (waiting.size === 1) setImmediate(dispatch)
    })
  }

  return {
    async render(task) {
      if (closing) throw new Error('the render pool is closed')
      // Counted here: Piscina's own bound does not count tasks that can be aborted.
      if (underWay.size >= threads + maxQueue) throw new EnddelError('E_QUEUE_FULL', 'the render queue is full')
      const stop = new Stop()
      const giveUp = () => stop.stop(new EnddelError('E_RENDER_TIMEOUT', `no page within ${timeoutMs} ms`))
      const timer = setTimeout(giveUp, timeoutMs)
      underWay.add(stop)
      try {
        return await enqueue({ ...task, spec: { ...task.spec, data: packRows(task.spec.data) } }, stop)
      } finally {
        clearTimeout(timer)
        underWay.delete(stop)
        if (underWay.size === 0) onIdle()
      }
    },
    close: () => (closing ??= close()),
  }

  async function close(): Promise<void> {
    if (underWay.size > 0) await new Promise<void>((resolve) => (onIdle = resolve))
    await pool?.close()
  }
}

function settle({ resolve, reject }: Job, outcome: Outcome): void {
  if ('rendered' in outcome) resolve(outcome.rendered)
  else reject(outcome.error)
}

/** Ends tasks. Piscina takes an AbortSignal too, which costs ten times as much to make. */
class Stop extends EventEmitter {
  aborted = false
  reason: unknown

  stop(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    this.emit('abort')
  }
}

/** Piscina has no codes for these. */
function isThreadLost(error: unknown): boolean {
  return /^worker exited with code: |^Terminating worker thread$/.test(messageOf(error))
}

function startThreads(threads: number, { bundle, assets }: WorkerSetup): Piscina {
  return new Piscina({
    filename: new URL(`./worker${extname(import.meta.url)}`, import.meta.url).href,
    workerData: { bundle, assets } satisfies WorkerSetup,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: batchesPerThread,
    // Nearly all that a render makes is garbage when it ends: with more room for it less is copied about.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
    recordTiming: false,
  })
}
