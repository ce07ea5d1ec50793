import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { threadId } from 'node:worker_threads'
import { errnoOf } from './errors.ts'
import { unwritable } from './unwritable.ts'

/**
 * Writes a file whose name follows from its content, unless it is there: readers see the whole of it or none, and so do
 * several writers of the same. Tells whether it was written. It is not yet safe from a loss of power: see sync-files.ts.
 * Throws an E_OUT. Synchronous: for threads that have nothing else to do, that is several times faster.
 */
export function storeFile(path: string, bytes: Uint8Array): boolean {
  try {
    return store(path, bytes)
  } catch (error) {
    throw unwritable(path, error)
  }
}

function store(path: string, bytes: Uint8Array): boolean {
  try {
    writeNew(path, bytes)
    return true
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  }
  if (readFileSync(path).equals(bytes)) return false
  // Left by a process that was killed, or still being written by another.
  const draft = `${path}.${process.pid}-${threadId}.tmp`
  try {
    writeFileSync(draft, bytes)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  return true
}

function writeNew(path: string, bytes: Uint8Array): void {
  const file = openNew(path)
  try {
    for (let at = 0; at < bytes.byteLength;) at += writeSync(file, bytes, at)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx')
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    mkdirSync(dirname(path), { recursive: true })
    return openSync(path, 'wx')
  }
}
