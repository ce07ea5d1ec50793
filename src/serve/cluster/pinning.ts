import { spawnSync } from 'node:child_process'

/** How a process is kept to one of the cores this one may use; undefined, and told why, where that is not possible. */
export function findPinning(warn: (reason: string) => void): ((index: number) => string[]) | undefined {
  const { status, stdout } = spawnSync('taskset', ['-c', '-p', String(process.pid)], { encoding: 'utf8' })
  const cores = status === 0 ? coresIn(stdout) : []
  if (cores.length > 0) return (index) => ['taskset', '-c', String(cores[index % cores.length])]
  warn('V8_PIN_THREADS has no effect: there is no taskset on this machine')
  return undefined
}

/** From `pid 7's current affinity list: 0-3,8`. A container may have any cores, not only the first ones. */
export function coresIn(list: string): number[] {
  const parts = /[\d,-]*$/.exec(list.trim())![0].split(',').filter(Boolean)
  return parts.flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset)
  })
}
