import { statSync } from 'node:fs'

/** Shorter ago than the clock of a file system may tell apart: such a file may change again and look the same. */
const settledMs = 50

/**
 * Equal stamps of a file mean equal content: whatever changes a file, or its times, changes its ctime. Undefined when
 * there is no such file. Synchronous: for ten thousand files that is several times faster.
 */
export function fileStamp(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile()) return undefined
  const isSettled = Date.now() - stat.ctimeMs > settledMs
  // Joined: a template would keep its pieces as long as the text, and there may be very many of these.
  return [stat.size, stat.ctimeMs, stat.ino, ...(isSettled ? [] : [performance.now()])].join(' ')
}
