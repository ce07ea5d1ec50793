/** Server and client on cores of their own, so that neither takes from the other what is measured. By taskset, so on Linux. */
import { spawnSync } from 'node:child_process'
import { EnddelError } from '../../core/errors.ts'
import { textAt } from './process-tree.ts'

/** Lists of cores as taskset takes them, such as `0-3,8`. */
export interface CoreShares {
  server: string
  client: string
}

/**
 * Half of the cores this process may use for each; what is `wanted` stays as it is, and the other gets the rest. Where that
 * cannot be, `onReason` hears why: when it was wanted, that is an E_USAGE.
 */
export function shareCores(wanted: Partial<CoreShares>, onReason: (reason: string) => void): CoreShares | undefined {
  const isWanted = wanted.server !== undefined || wanted.client !== undefined
  const reason = whyNot(isWanted)
  if (reason !== undefined && isWanted) throw new EnddelError('E_USAGE', reason, { hint: 'leave out the cores' })
  if (reason !== undefined) {
    onReason(reason)
    return undefined
  }
  return shares(allowedCores(), wanted, siblingOf)
}

/** `sibling` names the first of the cores that are threads of the same one: these should not be parted. */
export function shares(
  allowed: readonly number[],
  wanted: Partial<CoreShares>,
  sibling: (core: number) => number,
): CoreShares {
  const near = [...allowed].sort((a, b) => sibling(a) - sibling(b) || a - b)
  const others = (list: string) => {
    const taken = new Set(coresIn(list, allowed))
    const rest = near.filter((core) => !taken.has(core))
    return coreList(rest.length > 0 ? rest : near)
  }
  if (wanted.client !== undefined) return { server: wanted.server ?? others(wanted.client), client: wanted.client }
  const server = wanted.server ?? coreList(near.slice(0, Math.floor(near.length / 2)))
  return { server, client: others(server) }
}

/** Keeps this process with all its threads, and what they start, to these cores. */
export function pinSelf(cores: string): void {
  const { status, stderr } = spawnSync('taskset', ['-a', '-p', '-c', cores, String(process.pid)], { encoding: 'utf8' })
  if (status === 0) return
  throw new EnddelError('E_USAGE', `cannot keep to the cores ${cores}: ${stderr?.trim() || 'there is no taskset'}`, {
    hint: 'name cores that there are, such as 0-1',
  })
}

/** Those this process may use. */
export function allowedCores(): number[] {
  return expand(/^Cpus_allowed_list:\s*(\S+)$/m.exec(textAt('/proc/self/status'))?.[1] ?? '')
}

/** The command that keeps another to these cores. */
export function onCores(cores: string | undefined, command: readonly string[]): readonly string[] {
  return cores === undefined ? command : ['taskset', '-c', cores, ...command]
}

function whyNot(isWanted: boolean): string | undefined {
  if (spawnSync('taskset', ['--version']).status !== 0) return 'there is no taskset on this machine (util-linux)'
  if (allowedCores().length < 2 && !isWanted) return 'there is one core alone'
  return undefined
}

function coresIn(list: string, allowed: readonly number[]): number[] {
  const cores = /^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(list) ? expand(list) : []
  if (cores.length > 0 && cores.every((core) => allowed.includes(core))) return cores
  throw new EnddelError('E_USAGE', `"${list}" are not cores that can be used`, {
    hint: `give a list such as ${coreList(allowed)}`,
  })
}

function expand(list: string): number[] {
  return list
    .split(',')
    .filter(Boolean)
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number)
      return Array.from({ length: Math.min(maxCores, last - first + 1) }, (_, offset) => first + offset)
    })
}

const maxCores = 4096

function coreList(cores: readonly number[]): string {
  return [...cores].sort((a, b) => a - b).join(',')
}

function siblingOf(core: number): number {
  return expand(textAt(`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`).trim())[0] ?? core
}
