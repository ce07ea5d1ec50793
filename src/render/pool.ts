import { EventEmitter } from 'node:events'
import { extname } from 'node:path'
import { Piscina } from 'piscina'
import { EnddelError, messageOf } from '../core/errors.ts'
import { packRows } from './packed-rows.ts'
import type { Rendered } from './page.ts'
import type { RenderTask, WorkerSetup } from './worker.ts'

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

/** Posted to a thread at once, so that it need not wait for the next task; a thread works on one at a time all the same. */
const tasksPerThread = 8

/**
 * Threads that render pages of one site bundle. A thread that dies fails the task that ended it and is replaced; tasks that
 * were with it are done once more, one by one, so that the guilty one cannot take others along again. When no thread can
 * start, all waiting tasks fail with the reason, and the next task tries again with new threads.
 */
export function createRenderPool({ threads, maxQueue, timeoutMs, ...setup }: PoolOptions): RenderPool {
  const underWay = new Set<Stop>()
  let pool: Piscina | undefined = start()
  let isClosed = false
  let alone: Promise<unknown> = Promise.resolve()

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

  async function run(task: RenderTask, signal: Stop): Promise<Rendered> {
    const running = (pool ??= start())
    try {
      return await running.run(task, { signal })
    } catch (error) {
      retireIfDead(running, error)
      throw signal.aborted ? signal.reason : error
    }
  }

  function runAlone(task: RenderTask, signal: Stop): Promise<Rendered> {
    const rendered = alone.then(() => run(task, signal))
    alone = rendered.catch(() => {})
    return rendered
  }

  return {
    async render(task) {
      if (isClosed) throw new Error('the render pool is closed')
      // Counted here: Piscina's own bound does not count tasks that can be aborted.
      if (underWay.size >= threads + maxQueue) throw new EnddelError('E_QUEUE_FULL', 'the render queue is full')
      const signal = new Stop()
      const giveUp = () => signal.stop(new EnddelError('E_RENDER_TIMEOUT', `no page within ${timeoutMs} ms`))
      const timer = setTimeout(giveUp, timeoutMs)
      underWay.add(signal)
      const packed = { ...task, spec: { ...task.spec, data: packRows(task.spec.data) } }
      try {
        return await run(packed, signal).catch((error: unknown) => {
          if (signal.aborted || !isThreadLost(error)) throw error
          return runAlone(packed, signal)
        })
      } finally {
        underWay.delete(signal)
        clearTimeout(timer)
      }
    },
    async close() {
      isClosed = true
      await pool?.close()
    },
  }
}

/** Ends a task. Piscina takes an AbortSignal too, which costs ten times as much to make. */
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
    concurrentTasksPerWorker: tasksPerThread,
    // Nearly all that a render makes is garbage when it ends: with more room for it less is copied about.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
    recordTiming: false,
  })
}
