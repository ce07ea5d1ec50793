import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** How a process is kept to one core; undefined, and told why, where that is not possible. */
export function findPinning(warn: (reason: string) => void): ((index: number) => string[]) | undefined {
  if (spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0) {
    return (index) => ['taskset', '-c', String(index % availableParallelism())]
  }
  warn('V8_PIN_THREADS has no effect: there is no taskset on this machine')
  return undefined
}
