import { watch } from 'node:fs'
import { basename } from 'node:path'
import type { Running } from '../core/lifecycle.ts'
import { currentFile } from '../output/layout.ts'

/**
 * Calls `onChange` when another build may have become current, and once when it has begun to watch, for what it missed.
 * The folder is watched, not the file: a rename replaces the file, and every rename must be told of.
 */
export function watchCurrent(out: string, onChange: () => void): Running {
  const name = basename(currentFile(out))
  const watcher = watch(out, (_, changed) => {
    if (changed === name || changed === null) onChange()
  })
  // Where the system has no more watches to give, SIGHUP still works.
  watcher.on('error', () => {})
  onChange()
  return { close: async () => watcher.close() }
}
