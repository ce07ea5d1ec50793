import { watch } from 'chokidar'
import type { Running } from '../core/lifecycle.ts'
import { currentFile } from '../output/layout.ts'

/** Calls `onChange` when another build may have become current, and once when it has begun to watch, for what it missed. */
export async function watchCurrent(out: string, onChange: () => void): Promise<Running> {
  const watcher = watch(currentFile(out), { ignoreInitial: true })
  watcher.on('all', onChange)
  // Where the system has no more watches to give, SIGHUP still works.
  watcher.on('error', () => {})
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()))
  onChange()
  return { close: () => watcher.close() }
}
