import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Running, within } from '../../core/lifecycle.ts'
import { onCores } from './cores.ts'
import { allProcesses } from './process-tree.ts'

/** A process that was started here, with all it starts. It ends when this process does. */
export interface ProcessGroup extends Running {
  pid: number
  /** Resolves with how it ended, such as `with code 1`. */
  ended: Promise<string>
  /** The last lines it wrote to its standard error. */
  lastWords(): string
}

export interface GroupOptions {
  cores: string | undefined
  /** All of it; undefined: that of this process. */
  env?: Readonly<Record<string, string | undefined>>
  onOutput?: (text: string) => void
  /** `one`: the first process ends the others when it is told to; `all`: each is told. */
  tell: 'one' | 'all'
}

const graceMs = 10_000

/** A group of its own, so that Ctrl-C reaches it by us alone: there are figures to be had first. Throws what spawn tells. */
export async function startGroup(command: readonly string[], options: GroupOptions): Promise<ProcessGroup> {
  const { cores, env, onOutput = () => {}, tell } = options
  const [file, ...args] = onCores(cores, command)
  // taskset becomes the command, so the pid is that of the command.
  const child = spawn(file!, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...(env && { env }) })
  let words = ''
  child.stdout.setEncoding('utf8').on('data', onOutput)
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-wordsKept)))
  const ended = endOf(child)
  await once(child, 'spawn')
  const pid = child.pid!
  const killAll = () => signal(-pid, 'SIGKILL')
  // Before anything else that is done at the end, such as removing what it works with.
  process.prependOnceListener('exit', killAll)
  const letGo = guard(pid)
  const forget = () => {
    process.off('exit', killAll)
    letGo()
  }
  void ended.then(() => hasMembers(pid) || forget())

  async function end(): Promise<void> {
    signal(tell === 'one' ? pid : -pid, 'SIGTERM')
    for (const until = Date.now() + graceMs; hasMembers(pid) && Date.now() < until;) await sleep(lookEveryMs)
    killAll()
    for (const until = Date.now() + graceMs; hasMembers(pid) && Date.now() < until;) await sleep(lookEveryMs)
    await within(graceMs, ended)
    forget()
  }

  let closing: Promise<void> | undefined
  return {
    pid,
    ended,
    lastWords: () => words.trimEnd().split('\n').slice(-linesKept).join('\n'),
    close: () => (closing ??= end()),
  }
}

const lookEveryMs = 20
const wordsKept = 8_000
const linesKept = 10

/** Ends a group when this process is gone, also by a signal that nothing here hears of: then its end of the pipe is closed. */
function guard(group: number): () => void {
  const line = `read -r _; kill -KILL -${group}`
  const guardian = spawn('/bin/sh', ['-c', line], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  const pipe = guardian.stdin as Socket // it is one, and the types do not say so
  guardian.on('error', () => {}).unref()
  pipe.on('error', () => {}).unref()
  return () => {
    guardian.kill('SIGKILL')
    pipe.destroy()
  }
}

/** When its last words have come too, unless one of its children keeps its standard error. */
async function endOf(child: ChildProcess): Promise<string> {
  const closed = once(child, 'close').catch(() => {})
  const [code, signalName] = (await once(child, 'exit').catch(() => [null, null])) as [number | null, string | null]
  await within(500, closed)
  return signalName === null ? `with code ${code}` : `by ${signalName}`
}

/** Whether any of its processes lives. One that has ended may stay in the table for long when nobody asks for its code. */
function hasMembers(group: number): boolean {
  if (!signal(-group, 0)) return false
  const all = allProcesses()
  return all.length === 0 || all.some((each) => each.group === group && each.state !== 'Z' && each.state !== 'X')
}

/** False when there is none to receive it. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
