import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a file and waits until it is on the disk. */
export async function writeDurably(file: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await open(file, 'w')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Readers see the old file or the new one, never a part. */
export async function replaceFile(file: string, bytes: Uint8Array | string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`
  try {
    await writeDurably(draft, bytes)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await syncFolder(dirname(file))
}

/** Makes renames and new names in a folder last. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
