import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { unwritable } from '../core/unwritable.ts'
import { ownName } from './owner.ts'

/** Writes a file and waits until it is on the disk. Throws an E_OUT. */
export function writeDurably(file: string, bytes: Uint8Array | string): Promise<void> {
  return writeSynced(file, bytes).catch((error: unknown) => {
    throw unwritable(file, error)
  })
}

async function writeSynced(file: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await open(file, 'w')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Readers see the old file or the new one, never a part. Throws an E_OUT. */
export async function replaceFile(file: string, bytes: Uint8Array | string): Promise<void> {
  const draft = `${file}.${ownName()}.tmp`
  try {
    await writeSynced(draft, bytes)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw unwritable(file, error)
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
