import { spawnSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/**
 * From now on this thread, and no other of the process, runs when nobody else wants its core: pages that are ready go before
 * pages that have to be made. A low priority is not enough, since Linux lets whoever runs finish its slice, of some milliseconds,
 * before one that wakes up; from a thread of the policy SCHED_IDLE it takes the core at once. Node cannot set it, but `chrt`
 * can, which comes with `taskset`; where it is missing, or not allowed, the priority has to do.
 */
export function giveWay(): void {
  setPriority(0, constants.priority.PRIORITY_LOW)
  const thread = threadId()
  if (thread) spawnSync('chrt', ['--idle', '--pid', '0', thread])
}

/** As the kernel counts; undefined where it is not Linux. */
function threadId(): string | undefined {
  try {
    return readlinkSync('/proc/thread-self').split('/').at(-1)
  } catch {
    return undefined
  }
}
