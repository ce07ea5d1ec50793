import { execFile } from 'node:child_process'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { inLanes } from '../core/in-lanes.ts'

const run = promisify(execFile)

/** Beyond about so many it is faster to sync the whole file system once. */
export const fewFiles = 64

/** Makes files below `folder` that were written survive a loss of power; with `areMany` the paths may not even be looked at. */
export async function syncFiles(folder: string, paths: Iterable<string>, areMany: boolean): Promise<void> {
  if (areMany && (await syncFileSystem(folder))) return
  await inLanes(paths, fewFiles, syncFile)
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
