import { extname } from 'node:path'
import { createBatchSize } from './batch-size.ts'
import { type Crossing, describedOf, packSpec, unpackRendered } from './crossing.ts'
import type { Rendered } from './page.ts'
import { createThreadPool, type ThreadPoolOptions } from './thread-pool.ts'
import type { RenderTask, WorkerSetup } from './worker.ts'

export interface PoolOptions extends WorkerSetup {
  threads: number
  /** As in {@link ThreadPoolOptions}. */
  isAhead: boolean
  /** Tasks that may wait; a further one is refused with E_QUEUE_FULL. */
  maxQueue: number
  /** Waiting and rendering together; after that a task fails with E_RENDER_TIMEOUT. */
  timeoutMs: number
}

export interface RenderPool {
  render(task: RenderTask): Promise<Rendered>
  /** Lets running tasks end, then stops the threads. */
  close(): Promise<void>
}

/** A page may take this part of the time there is, so that others that are with its thread have the rest to be made again. */
const taskShare = 0.5
const batchMs = 4
const maxBatch = 32
/** Nearly all that a render makes is garbage when it ends. */
const youngMb = 64
const oldMb = 512

/** Threads that render pages of one site bundle (see thread-pool.ts for what becomes of them). */
export function createRenderPool({ bundle, assets, styles, ...bounds }: PoolOptions): RenderPool {
  const module = new URL(`./worker${extname(import.meta.url)}`, import.meta.url).href
  const setup: WorkerSetup = { bundle, assets, ...(styles && { styles }) }
  const { current: batchSize, took } = createBatchSize(batchMs, maxBatch)
  const taskMs = bounds.timeoutMs * taskShare
  const pool = createThreadPool<RenderTask, Crossing>({ module, setup, batchSize, youngMb, oldMb, taskMs, ...bounds })
  return {
    render({ spec, brotliQuality }) {
      // Of the data nothing is kept but what crosses: pages that wait are most of what a collection of garbage has to move.
      const asked = describedOf(spec)
      return pool.run({ spec: packSpec(spec), brotliQuality }).then((crossing) => {
        took(crossing.ms)
        return unpackRendered(crossing, asked)
      })
    },
    close: pool.close,
  }
}
