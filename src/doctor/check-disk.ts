import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ServeSettings } from '../core/config.ts'
import { errnoOf } from '../core/errors.ts'
import { type Finding, note, ok, problem } from './finding.ts'
import { size } from './size.ts'

/** Room for a build, and for pages kept on disk where there is no Redis. */
export async function checkDisk(
  folder: string,
  { out, redisUrl, diskCacheBytes }: Pick<ServeSettings, 'out' | 'redisUrl' | 'diskCacheBytes'>,
): Promise<Finding[]> {
  const free = await freeBytes(resolve(folder, out))
  const wanted = leastBytes + (redisUrl ? 0 : diskCacheBytes)
  const message = `${size(free)} free for ${out}`
  if (free < leastBytes) return [problem('disk', message, 'make room: a build stands beside the one before it')]
  if (free >= wanted) return [ok('disk', message)]
  return [note('disk', `${message}, and DISK_CACHE_BYTES may take ${size(diskCacheBytes)}`, 'make room, or lower it')]
}

const leastBytes = 200_000_000

/** Where the folder is not there yet, of the one it would be made in. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' && dirname(folder) !== folder) return freeBytes(dirname(folder))
    throw error
  }
}
