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

/** Bytes that `work`, done so often, leaves for the next major collection. */
export async function leftBehind(times: number, work: (time: number) => unknown): Promise<number> {
  for (let time = 0; time < times / 4; time++) await work(time)
  const before = heapInUse()
  for (let time = 0; time < times; time++) await work(time)
  return heapAfterMinor() - before
}

function collector(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
