import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** The files at or below `path` that this process has open, as often as it has, also those that were removed. */
export function openFiles(path: string): string[] {
  return readdirSync(descriptors)
    .map(targetOf)
    .filter((target) => target !== undefined)
    .filter((target) => target.startsWith(path))
}

const descriptors = '/proc/self/fd'

/** Undefined for that of the listing itself, which is closed by then. */
function targetOf(descriptor: string): string | undefined {
  try {
    return readlinkSync(join(descriptors, descriptor))
  } catch {
    return undefined
  }
}
