import { setTimeout as sleep } from 'node:timers/promises'
import { EnddelError } from '../../core/errors.ts'
import type { Running } from '../../core/lifecycle.ts'
import { portsOf } from './listeners.ts'
import { startGroup } from './process-group.ts'
import { statOf } from './process-tree.ts'

export interface CommandServer extends Running {
  /** Of the shell, or of what it became. */
  pid: number
  /** The lowest it listens on. */
  port: number
}

const patienceMs = 60_000
const lookEveryMs = 50

/** Runs a line of the shell that starts a server; resolves when it listens. Else it is an E_BENCH_COMMAND. */
export async function startCommand(command: string, cores: string | undefined): Promise<CommandServer> {
  if (!statOf(process.pid)) throw failed(command, 'there is no /proc here to see its port', startItYourself)
  const group = await startGroup(['/bin/sh', '-c', command], { cores, tell: 'all' })
  let end: string | undefined
  void group.ended.then((how) => (end = how))
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(lookEveryMs)) {
    const [port] = portsOf(group.pid)
    if (port !== undefined) return { pid: group.pid, port, close: group.close }
    if (end !== undefined) break
  }
  await group.close()
  const words = group.lastWords() && `\n${group.lastWords()}`
  if (end === undefined) throw failed(command, `listens nowhere after ${patienceMs / 1000} s${words}`, startItYourself)
  throw failed(command, `ended ${end} before it listened${words}`, 'keep it in the foreground, as `daemon off;` does')
}

const startItYourself = 'start the server yourself and name its address with --vs'

function failed(command: string, why: string, hint: string): EnddelError {
  return new EnddelError('E_BENCH_COMMAND', `\`${command}\`: ${why}`, { hint })
}
