import { resolve } from 'node:path'
import type { Running } from '../core/lifecycle.ts'
import type { BuildThreads } from '../prerender/build-threads.ts'
import { createRebuilds } from '../prerender/rebuilds.ts'
import { exitCodes, printError } from './exit.ts'
import { stopSignal } from './stop-signal.ts'

export interface KeepBuildingOptions {
  site: string
  content: string
  isWatching: boolean
  /** A cron line. */
  schedule: string | undefined
  timezone: string | undefined
  out: string
  threads: number
  /** Of the first build. */
  isForced: boolean
}

/** What a build of {@link keepBuilding} is to be. */
export interface KeptBuild {
  isForced: boolean
  /** Somebody is editing: better compression can wait. */
  isHurried: boolean
  stop: AbortSignal
  lent: BuildThreads
}

/** After a change what was hurried is made as it should be, once it is quiet for so long. */
const quietMs = 5_000

/** Builds at once and then whenever there is a reason to, until the process is told to stop. A build that fails is told, and the next may be well. */
export async function keepBuilding(
  { site, content, isWatching, schedule: line, timezone, out, threads, isForced }: KeepBuildingOptions,
  build: (kept: KeptBuild) => Promise<number>,
): Promise<number> {
  const stop = stopSignal()
  const building = new AbortController()
  const { keepBuildThreads } = await import('../prerender/build-threads.ts')
  const kept = keepBuildThreads({ out }, threads, building.signal)
  let isFirst = true
  let isHurried = false
  let quiet: NodeJS.Timeout | undefined
  const rebuilds = createRebuilds(async () => {
    const now = { isForced: isFirst && isForced, isHurried, stop: building.signal, lent: await kept.lend() }
    isFirst = isHurried = false
    await build(now).catch((error: unknown) => {
      if (!building.signal.aborted) printError(error)
    })
    if (now.isHurried && !building.signal.aborted) quiet = setTimeout(rebuilds.request, quietMs)
  })
  const hurry = () => {
    clearTimeout(quiet)
    isHurried = true
    rebuilds.request()
  }
  const reasons: Running[] = []
  try {
    if (isWatching) {
      const { watchFolders } = await import('../prerender/watch-folders.ts')
      reasons.push(await watchFolders([resolve(site), resolve(content)], hurry))
    }
    if (line !== undefined) {
      const { schedule } = await import('../prerender/schedule.ts')
      reasons.push(schedule(line, timezone, rebuilds.request))
    }
    rebuilds.request()
    await stop
    return exitCodes.ok
  } finally {
    building.abort()
    clearTimeout(quiet)
    for (const reason of reasons) await reason.close()
    await rebuilds.close()
    await kept.close()
  }
}
