import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options?: { type: 'minor' }) => void

/** Bytes that are left when everything that nobody holds is collected. */
export function heapInUse(): number {
  collector()()
  return process.memoryUsage().heapUsed
}

/** The same after a collection of what is young, which leaves what anything holds that was ever old, be it garbage itself. */
export function heapAfterMinor(): number {
  collector()({ type: 'minor' })
  return process.memoryUsage().heapUsed
}

function collector(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
