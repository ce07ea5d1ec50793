import { extname } from 'node:path'
import type { Pack, PackedDraft } from '../content/report-packs.ts'
import { EnddelError } from '../core/errors.ts'
import { createThreadPool } from '../render/thread-pool.ts'
import type { BuildTask, BuildThreadSetup, PageResult, PageTask, TaskResult } from './build-task.ts'
import { pageTimeoutMs } from './make-page.ts'

export interface BuildThreads {
  pack(drafts: PackedDraft[]): Promise<Pack>
  makePage(task: PageTask): Promise<PageResult>
  close(): Promise<void>
}

/** With `stop` the threads are ended at once, and what they are at fails. */
export function startBuildThreads(setup: BuildThreadSetup, threads: number, stop?: AbortSignal): BuildThreads {
  const pool = createThreadPool<BuildTask, TaskResult>({
    module: new URL(`./build-worker${extname(import.meta.url)}`, import.meta.url).href,
    setup,
    threads,
    maxBatch: 32,
    youngMb: 16,
    oldMb: 512,
    maxQueue: Infinity,
    timeoutMs: pageTimeoutMs,
  })
  const end = () => pool.end(new EnddelError('E_STOPPED', 'the build was stopped'))
  stop?.addEventListener('abort', end, { once: true })
  return {
    pack: (drafts) => pool.run({ kind: 'pack', drafts }) as Promise<Pack>,
    makePage: (task) => pool.run(task) as Promise<PageResult>,
    async close() {
      stop?.removeEventListener('abort', end)
      await pool.close()
    },
  }
}
