import { sep } from 'node:path'
import { watch } from 'chokidar'
import type { Running } from '../core/lifecycle.ts'

/** An editor writes a file in several steps. */
const quietMs = 20

/**
 * Calls `onChange` when something in the folders may have changed; what follows each other closely is one change. Resolves
 * when it is watching.
 */
export async function watchFolders(folders: readonly string[], onChange: () => void): Promise<Running> {
  let quiet: NodeJS.Timeout | undefined
  const watcher = watch([...folders], {
    ignoreInitial: true,
    ignored: (path) => path.includes(`${sep}node_modules${sep}`) || /[\\/]\.[^\\/]*$/.test(path),
  })
  watcher.on('all', () => {
    clearTimeout(quiet)
    quiet = setTimeout(onChange, quietMs)
  })
  await new Promise<void>((resolve) => watcher.once('ready', resolve))
  return {
    async close() {
      clearTimeout(quiet)
      await watcher.close()
    },
  }
}
