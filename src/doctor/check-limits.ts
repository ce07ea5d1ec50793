import { readFile } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import type { ServeSettings } from '../core/config.ts'
import { type Finding, note, ok } from './finding.ts'
import { size } from './size.ts'

type Caches = Pick<ServeSettings, 'workers' | 'hotBytes' | 'cacheBytes'>

/** What the caches of all workers may come to, against what this machine or container has. */
export function checkMemory({ workers, hotBytes, cacheBytes }: Caches, has = memoryBytes()): Finding[] {
  const count = workers === 'auto' ? availableParallelism() : workers
  const most = count * (workerBytes + hotBytes + cacheBytes)
  if (most <= has) return [ok('memory', `${size(has)}, of which ${count} workers take ${size(most)} at most`)]
  const message = `${size(has)}, and ${count} workers with full caches take ${size(most)}`
  return [note('memory', message, 'lower HOT_BYTES, CACHE_BYTES or WORKERS')]
}

/** A process that has nothing in its caches. */
const workerBytes = 100_000_000

/** Without a limit the system tells one beyond all memory. */
function memoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity)
}

/** Each connection is an open file. */
export async function checkFiles(maxConnections: number, file = '/proc/self/limits'): Promise<Finding[]> {
  const limits = await readFile(file, 'utf8').catch(() => '')
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? []
  if (soft === undefined) return [ok('open files', 'this system does not tell how many there may be')]
  const most = soft === 'unlimited' ? Infinity : Number(soft)
  const wanted = maxConnections + otherFiles
  if (most >= wanted) return [ok('open files', `${soft} at once`)]
  return [
    note(
      'open files',
      `${soft} at once, too few for MAX_CONNECTIONS=${maxConnections}`,
      `allow ${wanted} with \`ulimit -n\` or LimitNOFILE=, or lower MAX_CONNECTIONS`,
    ),
  ]
}

const otherFiles = 200
