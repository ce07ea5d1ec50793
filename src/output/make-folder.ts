import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errnoOf } from '../core/errors.ts'

/**
 * Makes a folder unless it is there; tells whether it did. Parents first, one by one: node's own recursive mkdir never ends in
 * some folders, such as /proc.
 */
export async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    if (errnoOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    await makeFolder(dirname(folder))
    return makeFolder(folder)
  }
}
