import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, utimes, writeFile } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { errnoOf } from '../core/errors.ts'

// Those of node:fs/promises take longer on the thread that answers.
const disk = {
  mkdir: promisify(mkdir),
  rename: promisify(rename),
  rm: promisify(rm),
  utimes: promisify(utimes),
  writeFile: promisify(writeFile),
}

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
    await disk.writeFile(draft, bytes).catch((error: unknown) => writeInNewFolder(draft, bytes, error))
    if (modifiedAt) await disk.utimes(draft, modifiedAt, modifiedAt)
    await disk.rename(draft, file)
  } catch (error) {
    await disk.rm(draft, { force: true }).catch(() => {})
    throw error
  }
}

/** Mostly the folder is there, and to make sure of it would cost each file a way to the disk. */
async function writeInNewFolder(file: string, bytes: Uint8Array | string, error: unknown): Promise<void> {
  if (errnoOf(error) !== 'ENOENT') throw error
  await disk.mkdir(dirname(file), { recursive: true })
  await disk.writeFile(file, bytes)
}
