import { sep } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import type { Running } from '../core/lifecycle.ts'

export interface FileWatch extends Running {
  /** Resolves when from now on nothing is missed. */
  ready: Promise<void>
  add(paths: string | readonly string[]): void
}

export type FileChange = 'add' | 'change' | 'unlink'

/** Calls `onFile` for every file in the folders that comes, goes or changes, with its whole path. */
export function watchFiles(folders: readonly string[], onFile: (change: FileChange, path: string) => void): FileWatch {
  const watcher: FSWatcher = watch([...folders], {
    ignoreInitial: true,
    // Otherwise a file may be read while it is written, and the event that would tell of the rest is dropped: the library
    // tells of a path once in 50 ms.
    awaitWriteFinish: { stabilityThreshold: 30, pollInterval: 10 },
    // What it was about to watch when it was closed would keep the process.
    persistent: false,
    ignored: (path) => path.includes(`${sep}node_modules${sep}`) || /[\\/]\.[^\\/]*$/.test(path),
  })
  watcher.on('add', (path) => onFile('add', path))
  watcher.on('change', (path) => onFile('change', path))
  watcher.on('unlink', (path) => onFile('unlink', path))
  return {
    ready: new Promise((resolve) => watcher.once('ready', resolve)),
    add: (paths) => void watcher.add(typeof paths === 'string' ? paths : [...paths]),
    close: () => watcher.close(),
  }
}
