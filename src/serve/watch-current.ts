import { watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Running } from '../core/lifecycle.ts'
import { currentFile } from '../output/layout.ts'

/** For what the system does not tell of: shared folders, a folder that was replaced, no watches left. */
const lookEveryMs = 2_000

/**
 * Calls `onChange` when another build may have become current, and once when it has begun to watch, for what it missed.
 * The folder is watched, not the file: a rename replaces the file, and every rename must be told of.
 */
export function watchCurrent(out: string, onChange: () => void): Running {
  const stopWatching = watchFolder(out, basename(currentFile(out)), onChange)
  let seen = ''
  const look = async () => {
    // Only what changed: a build that cannot be loaded is not worth loading again and again.
    const now = await stat(currentFile(out)).then(
      ({ ino, mtimeMs }) => `${ino} ${mtimeMs}`,
      () => '',
    )
    if (now !== seen) onChange()
    seen = now
  }
  const timer = setInterval(look, lookEveryMs)
  timer.unref()
  onChange()
  return {
    async close() {
      stopWatching()
      clearInterval(timer)
    },
  }
}

function watchFolder(folder: string, name: string, onChange: () => void): () => void {
  try {
    const watcher = watch(folder, (_, changed) => {
      if (changed === name || changed === null) onChange()
    })
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return () => {}
  }
}
