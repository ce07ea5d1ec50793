import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isUnwritable, unwritable } from '../core/unwritable.ts'
import { lockFile } from './layout.ts'
import { withLock } from './lock.ts'
import { makeFolder } from './make-folder.ts'
import { hasEnded, ownerPattern } from './owner.ts'

export interface HoldOptions {
  /** Ends the wait for another build, with its reason. */
  stop?: AbortSignal | undefined
  /** Called once when another build is at work there. */
  onWait?: (() => void) | undefined
}

/** As long as a very large build takes. */
const patienceMs = 600_000
/** Of what belongs to other machines nobody else can say whether it is left. */
const leftForMs = 24 * 3_600_000

/**
 * Runs `work`, which builds in `out`, while nobody else builds there: from the first look at what there is on, because who
 * publishes what was looked at before another published takes that one's changes back. What was left half made by those that
 * were killed is removed. A disk that is full is an E_OUT.
 */
export async function holdOut<Result>(
  out: string,
  { stop, onWait }: HoldOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  let isNew = false
  let isHeld = false
  try {
    isNew = await makeFolder(out)
    return await withLock(lockFile(out), { patienceMs, stop, onWait }, async () => {
      isHeld = true
      await removeLeft(out)
      return work()
    })
  } catch (error) {
    throw isHeld && !isUnwritable(error) ? error : unwritable(out, error)
  } finally {
    // When nothing came of it.
    if (isNew) await rmdir(out).catch(() => {})
  }
}

/** Drafts of files in `out`, and of the lock. */
async function removeLeft(out: string): Promise<void> {
  for (const name of await readdir(out)) {
    const [owner] = ownerPattern.exec(name) ?? []
    if (owner === undefined) continue
    const path = join(out, name)
    if (hasEnded(owner) ?? (await isOlderThan(path, leftForMs))) await rm(path, { recursive: true, force: true })
  }
}

async function isOlderThan(path: string, ms: number): Promise<boolean> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > ms,
    () => false,
  )
}
