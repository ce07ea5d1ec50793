import { extname } from 'node:path'
import { Piscina } from 'piscina'
import { EnddelError, messageOf } from '../core/errors.ts'
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

/** Threads that render pages of one site bundle. A thread that dies fails its own task and is replaced. */
export function createRenderPool({ threads, maxQueue, timeoutMs, bundle, assets }: PoolOptions): RenderPool {
  const pool = new Piscina({
    filename: new URL(`./worker${extname(import.meta.url)}`, import.meta.url).href,
    workerData: { bundle, assets } satisfies WorkerSetup,
    minThreads: threads,
    maxThreads: threads,
    maxQueue,
    recordTiming: false,
  })
  // A thread that fails while idle is replaced by Piscina; its next task would report the error.
  pool.on('error', () => {})

  return {
    async render(task) {
      const signal = AbortSignal.timeout(timeoutMs)
      try {
        return await pool.run(task, { signal })
      } catch (error) {
        throw explain(error, signal, timeoutMs)
      }
    },
    close: () => pool.close(),
  }
}

function explain(error: unknown, signal: AbortSignal, timeoutMs: number): unknown {
  if (signal.aborted) return new EnddelError('E_RENDER_TIMEOUT', `no page within ${timeoutMs} ms`, { cause: error })
  if (/queue is at limit/i.test(messageOf(error)))
    return new EnddelError('E_QUEUE_FULL', 'the render queue is full', { cause: error })
  return error
}
