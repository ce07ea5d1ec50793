/**
 * Who a lock or a draft belongs to: the name of a process as no other process ever has it, so that what was left by one
 * that was killed can be told from what another is at. A pid alone is soon had by someone else, in containers at once.
 */
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { errnoOf } from '../core/errors.ts'
import { shortHash } from '../core/short-hash.ts'

/** The name of this process: safe in file names, and without `-`. */
export function ownName(): string {
  return [process.pid, readProcess(process.pid)?.start ?? '0', ...placeOf()].join('.')
}

export const ownerPattern = /\d+\.\d+\.[0-9a-f]{16}\.[0-9a-f]{16}\.[0-9a-f]{16}/

/** Whether that process has ended; undefined for one of another machine or container, of which this cannot be known. */
export function hasEnded(owner: string): boolean | undefined {
  const [pid, start, host, boot, space] = owner.split('.')
  const [ownHost, ownBoot, ownSpace] = placeOf()
  if (host !== ownHost) return undefined
  if (boot !== ownBoot) return true
  return space === ownSpace ? !isRunning(Number(pid), start!) : undefined
}

/** The machine, its run since it was last started, and the container. What a system does not tell is empty. */
function placeOf(): [host: string, boot: string, space: string] {
  const told = (read: () => string) => {
    try {
      return read()
    } catch {
      return ''
    }
  }
  const boot = told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1'))
  const space = told(() => readlinkSync('/proc/self/ns/pid'))
  return [shortHash(hostname()), shortHash(boot), shortHash(space)]
}

function isRunning(pid: number, start: string): boolean {
  const found = readProcess(pid)
  if (found) return found.start === start && !'ZX'.includes(found.state)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) === 'EPERM'
  }
}

/** What /proc says of it: its state, and when it was started, in ticks. Undefined where there is no such file. */
function readProcess(pid: number): { state: string; start: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // Behind its name, which may have any letters.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0]!, start: fields[19]! }
  } catch {
    return undefined
  }
}
