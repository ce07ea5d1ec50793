import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pidsOf } from '../../src/bench/server/process-tree.ts'
import { within } from '../../src/core/lifecycle.ts'
import { requireTool } from './tools.ts'

export interface Lab {
  /** An empty folder, gone afterwards. */
  folder: string
  /** Starts a server pinned to its cores; resolves when it accepts connections. */
  start(options: ServerOptions): Promise<Running>
}

export interface ServerOptions {
  name: string
  port: number
  /** As taskset takes them: `0`, or `0,1`. */
  cores: string
  command: string
  args: readonly string[]
  /** Beside our own environment. */
  env?: Record<string, string>
}

export interface Running {
  name: string
  port: number
  /** Of the process that was started; what it starts in turn belongs to it. */
  pid: number
}

/** A place to measure in: what was started there is stopped by its pid, and the folder removed, however the work ends. */
export async function inLab<Result>(work: (lab: Lab) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'enddel-bench-'))
  const children = new Set<ChildProcess>()
  let clearing: Promise<void> | undefined
  const clear = () => (clearing ??= clearAway(folder, children))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void clear().then(() => process.exit(1)))
  }
  // Of an error nobody awaits: too late to wait, not to tell them.
  process.once('exit', () => children.forEach((child) => child.kill('SIGTERM')))

  try {
    return await work({ folder, start: (options) => start(options, children) })
  } finally {
    await clear()
  }
}

async function clearAway(folder: string, children: ReadonlySet<ChildProcess>): Promise<void> {
  await Promise.all([...children].map(stop))
  rmSync(folder, { recursive: true, force: true })
}

async function start(options: ServerOptions, children: Set<ChildProcess>): Promise<Running> {
  const { name, port, cores, command, args, env } = options
  requireTool('taskset')
  if (await isAccepting(port)) throw new Error(`port ${port}, meant for ${name}, is in use`)
  // taskset becomes the command, so the pid is the server's.
  const child = spawn('taskset', ['-c', cores, command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  })
  children.add(child)
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2_000)))
  for (const until = Date.now() + 60_000; !(await isAccepting(port)); await sleep(50)) {
    if (hasEnded(child) || Date.now() > until) throw new Error(`${name} does not start: ${complaints}`)
  }
  return { name, port, pid: child.pid! }
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const pids = pidsOf(child.pid!)
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  if (await within(15_000, gone)) return
  spawnSync('kill', ['-9', ...pids.map(String)])
  await gone
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

function isAccepting(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const settle = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => settle(true)).once('error', () => settle(false))
  })
}
