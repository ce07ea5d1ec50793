/** What a server and all processes below it use, from /proc. */
import { readdirSync, readFileSync } from 'node:fs'

/** User and system time in microseconds, of children that have ended too. The kernel tells it in ticks of 10 ms. */
export function cpuUsOf(pid: number): number {
  return sum(pidsOf(pid), (each) => {
    const fields = statOf(each)
    return sum([13, 14, 15, 16], (at) => Number(fields?.[at] ?? 0)) * 10_000
  })
}

/** Resident memory in bytes. */
export function rssOf(pid: number): number {
  return sum(pidsOf(pid), (each) => Number(/^VmRSS:\s+(\d+) kB$/m.exec(textOf(each, 'status'))?.[1] ?? 0)) * 1024
}

/** The process and all below it. */
export function pidsOf(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name)) parents.set(Number(name), Number(statOf(Number(name))?.[3]))
  }
  const found = [root]
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child)
  return found
}

/** The fields of `stat`, numbered from 0 as proc(5) lists them from 1; undefined for a process that is gone. */
function statOf(pid: number): string[] | undefined {
  const text = textOf(pid, 'stat')
  // The name may hold blanks and brackets.
  return text === '' ? undefined : [String(pid), 'name', ...text.slice(text.lastIndexOf(')') + 2).split(' ')]
}

/** Empty for a process that is gone. */
function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
