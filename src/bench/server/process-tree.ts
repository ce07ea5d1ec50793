/** Processes and what is below them, from /proc. Where there is none, nothing is found. */
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessStat {
  pid: number
  /** Such as `S` for sleeping; `Z` has ended, and its parent has not noticed yet. */
  state: string
  parent: number
  group: number
  /** User and system time of all its threads and of children that have ended, in the kernel's ticks of 10 ms. */
  cpuTicks: number
}

/** The process and all below it, parents first. */
export function pidsOf(root: number): number[] {
  const all = allProcesses()
  const found = [root]
  for (const pid of found) for (const child of all) if (child.parent === pid) found.push(child.pid)
  return found
}

export function childrenOf(pid: number): number[] {
  return allProcesses().flatMap(({ pid: child, parent, state }) => (parent === pid && state !== 'Z' ? [child] : []))
}

export function allProcesses(): ProcessStat[] {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
}

/** Undefined for a process that is gone. */
export function statOf(pid: number): ProcessStat | undefined {
  const text = textAt(`/proc/${pid}/stat`)
  if (text === '') return undefined
  // The name, the second field of proc(5), may hold blanks and brackets.
  const [state = '', ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [parent = 0, group = 0] = fields.map(Number)
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(10).map(Number)
  return { pid, state, parent, group, cpuTicks: user + system + childrenUser + childrenSystem }
}

/** A small file; empty when it is gone, or not ours to read. */
export function textAt(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** What is in a folder; nothing when it is gone, or not ours to read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
