import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import type { Machine } from './bench-result.ts'

/** As far as this process may use it. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    os: `${type()} ${release()}`,
    node: process.version,
  }
}
