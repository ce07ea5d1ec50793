import { pidsOf, textAt, statOf } from './process-tree.ts'

export interface Usage {
  /** User and system time in microseconds, of children that have ended too; the kernel tells it in steps of 10 ms. */
  cpuUs: number
  /** Resident memory; what processes share counts in each. */
  rssBytes: number
}

/** What processes and all below them use; undefined when there are none, or no /proc that tells. */
export function usageOf(roots: readonly number[]): Usage | undefined {
  const pids = [...new Set(roots.flatMap(pidsOf))]
  if (!pids.some(statOf)) return undefined
  return { cpuUs: sum(pids, cpuUsOfOne), rssBytes: sum(pids, rssOfOne) }
}

/** As {@link usageOf} has it, of one process and all below it; 0 when it is gone. */
export function cpuUsOf(root: number): number {
  return sum(pidsOf(root), cpuUsOfOne)
}

/** As {@link usageOf} has it, of one process and all below it; 0 when it is gone. */
export function rssOf(root: number): number {
  return sum(pidsOf(root), rssOfOne)
}

function cpuUsOfOne(pid: number): number {
  return (statOf(pid)?.cpuTicks ?? 0) * 10_000
}

function rssOfOne(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(textAt(`/proc/${pid}/status`))?.[1] ?? 0) * 1024
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
