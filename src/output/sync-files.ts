import { execFile } from 'node:child_process'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** From about here on it is faster to sync the whole file system once. */
const fewFiles = 64

/** Makes files that were written survive a loss of power. */
export async function syncFiles(folder: string, paths: readonly string[]): Promise<void> {
  if (paths.length > fewFiles && (await syncFileSystem(folder))) return
  for (let at = 0; at < paths.length; at += fewFiles) await Promise.all(paths.slice(at, at + fewFiles).map(syncFile))
}

/** False where there is no such program: Node itself has no syncfs. */
async function syncFileSystem(folder: string): Promise<boolean> {
  return run('sync', ['--file-system', folder]).then(
    () => true,
    () => false,
  )
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
