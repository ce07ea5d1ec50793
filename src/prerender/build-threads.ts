import { extname } from 'node:path'
import type { Pack, PackedDraft } from '../content/report-packs.ts'
import { EnddelError } from '../core/errors.ts'
import { createThreadPool } from '../render/thread-pool.ts'
import type { BuildTask, BuildThreadSetup, PageReading, PageResult, PageTask, TaskResult } from './build-task.ts'
import { pageTimeoutMs } from './make-page.ts'

export interface BuildThreads {
  count: number
  pack(drafts: PackedDraft[]): Promise<Pack>
  makePage(task: PageTask, reading: PageReading): Promise<PageResult>
  close(): Promise<void>
}

/** Threads for one build after the other: to start them takes as long as to make a few pages. */
export interface KeptThreads {
  /** For one build, which does not close them. */
  lend(): Promise<BuildThreads>
  close(): Promise<void>
}

/** Modules are never freed, and each build may bring another bundle: so many builds have the same threads. */
const buildsToKeep = 64

export function keepBuildThreads(setup: BuildThreadSetup, threads: number, stop?: AbortSignal): KeptThreads {
  let kept = startBuildThreads(setup, threads, stop)
  let builds = 0
  return {
    async lend() {
      if (++builds % buildsToKeep === 0) {
        await kept.close()
        kept = startBuildThreads(setup, threads, stop)
      }
      return kept
    },
    close: () => kept.close(),
  }
}

/** With `stop` the threads are ended at once, and what they are at fails. */
export function startBuildThreads(setup: BuildThreadSetup, threads: number, stop?: AbortSignal): BuildThreads {
  const pool = createThreadPool<BuildTask, TaskResult>({
    module: new URL(`./build-worker${extname(import.meta.url)}`, import.meta.url).href,
    setup,
    threads,
    batchSize: () => 32,
    isAhead: false,
    youngMb: 8,
    oldMb: 512,
    maxQueue: Infinity,
    taskMs: pageTimeoutMs,
    timeoutMs: Infinity,
  })
  const end = () => pool.end(new EnddelError('E_STOPPED', 'the build was stopped'))
  stop?.addEventListener('abort', end, { once: true })
  return {
    count: threads,
    pack: (drafts) => pool.run({ kind: 'pack', drafts }) as Promise<Pack>,
    makePage: (task, reading) => pool.run({ kind: 'page', task, reading }) as Promise<PageResult>,
    async close() {
      stop?.removeEventListener('abort', end)
      await pool.close()
    },
  }
}
