/**
 * The bodies of reports, a few dozen together in a file: which, follows from their names, and what the file is called,
 * from its bytes. So builds share the files of what has not changed, and whoever builds, in whatever order, gets the same.
 */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf } from '../core/errors.ts'

/** How many reports share a file, more or less. */
const perPack = 64

/** A power of two, so that it seldom changes as reports come and go. */
export function packCountFor(reports: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(reports / perPack)))
}

export function packNumberOf(name: string, packCount: number): number {
  return Number.parseInt(hash('sha256', name, 'hex').slice(0, 8), 16) % packCount
}

/** Undefined when it is not what was written. */
export function readPack(folder: string, name: string): Buffer | undefined {
  try {
    const bytes = readFileSync(join(folder, name))
    return packName(bytes) === name ? bytes : undefined
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** What a pack with these bytes is called. */
export function packName(bytes: Uint8Array): string {
  return `${hash('sha256', bytes, 'hex').slice(0, 32)}.ndjson`
}
