import { open, rm, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { EnddelError, errnoOf } from '../core/errors.ts'

/** Publishing takes a second or two; a lock older than this was left by a process that was killed. */
const staleMs = 60_000
const patienceMs = 30_000
const retryMs = 50

/** Runs `work` while no other process does; `file` is there meanwhile. */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  await acquire(file)
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function acquire(file: string): Promise<void> {
  for (const until = Date.now() + patienceMs; ; await sleep(retryMs)) {
    try {
      return await (await open(file, 'wx')).close()
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error
    }
    if (await isStale(file)) await rm(file, { force: true })
    else if (Date.now() > until) {
      throw new EnddelError('E_LOCKED', `${file}: another build is being published`, {
        hint: 'wait for it, or remove the file if there is none',
      })
    }
  }
}

async function isStale(file: string): Promise<boolean> {
  const age = await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )
  return age > staleMs
}
