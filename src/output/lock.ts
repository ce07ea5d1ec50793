/**
 * One at a time, among processes: a lock is a folder with one file, named as its holder is. A folder is moved there whole,
 * which works only where none or an empty one stands; so a lock without a file is free, and of two that find the holder
 * dead, and remove his file, one alone gets it. Nobody can remove the lock of someone who lives by that.
 */
import { chmod, mkdtemp, readdir, rename, rm, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { hasEnded, ownName } from './owner.ts'

export interface LockOptions {
  /** How long to wait for another before an E_LOCKED. */
  patienceMs: number
  /** Ends the wait, with its reason. */
  stop?: AbortSignal | undefined
  /** Called once when another has it. */
  onWait?: (() => void) | undefined
}

const retryMs = 50
/** The holder says that often that it lives, to those on other machines, who cannot see its process. */
const beatMs = 10_000
const staleMs = 120_000

/** Runs `work` while no other process does. What a holder that was killed has left does not keep it waiting. */
export async function withLock<Result>(
  file: string,
  options: LockOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const holder = await acquire(file, options)
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), beatMs).unref()
  try {
    return await work()
  } finally {
    clearInterval(beat)
    await unlink(join(file, holder)).catch(() => {})
    // Not when someone has it already.
    await rmdir(file).catch(() => {})
  }
}

async function acquire(file: string, { patienceMs, stop, onWait }: LockOptions): Promise<string> {
  const until = Date.now() + patienceMs
  const folder = await mkdtemp(`${file}.${ownName()}-`)
  const holder = basename(folder).slice(basename(file).length + 1)
  try {
    await chmod(folder, 0o777 & ~process.umask())
    await writeFile(join(folder, holder), '')
    const isStale = createStaleness(file)
    for (let isTold = false; !(await moves(folder, file)); await sleep(retryMs)) {
      stop?.throwIfAborted()
      const other = await holderOf(file)
      if (other === undefined) continue
      if (hasEnded(other.replace(/-.*/, '')) ?? (await isStale(other))) await rm(join(file, other), { force: true })
      else if (Date.now() > until) throw locked(file, other)
      else if (!isTold) {
        isTold = true
        onWait?.()
      }
    }
    return holder
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function moves(folder: string, file: string): Promise<boolean> {
  try {
    await rename(folder, file)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOTEMPTY' || errnoOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Undefined when it has just been let go. */
async function holderOf(file: string): Promise<string | undefined> {
  const [holder] = await readdir(file).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  })
  return holder
}

/** Whether the holder has given no sign for long, by the clock of this machine alone: that of his may be another. */
function createStaleness(file: string): (holder: string) => Promise<boolean> {
  let last = ''
  let since = 0
  return async (holder) => {
    const beat = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    )
    if (last !== `${holder} ${beat}`) since = Date.now()
    last = `${holder} ${beat}`
    return Date.now() - since > staleMs
  }
}

function locked(file: string, holder: string): EnddelError {
  const pid = holder.replace(/\..*/, '')
  return new EnddelError('E_LOCKED', `${file}: another build is at work, process ${pid}`, {
    hint: 'wait for it; if there is none on any machine, remove the folder',
  })
}
