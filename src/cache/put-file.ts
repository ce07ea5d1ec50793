import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What a process that ended in the middle of its work leaves has this at its end. */
export const draftSuffix = '.tmp'

/**
 * Readers, in other processes too, see the old file or the new one, never a part. Nothing waits until it is on the disk:
 * a cache may be lost.
 */
export async function putFile(file: string, bytes: Uint8Array | string, modifiedAt?: Date): Promise<void> {
  // Not the process id: processes in two containers may share the folder, and the id.
  const draft = `${file}.${randomUUID()}${draftSuffix}`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(draft, bytes)
    if (modifiedAt) await utimes(draft, modifiedAt, modifiedAt)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw error
  }
}
