import { type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { createInterface } from 'node:readline'
import { before, within } from '../core/lifecycle.ts'
import { createHeard, type Heard } from './heard.ts'
import { KeepAliveClient } from './keep-alive-client.ts'
import { type Finished, startCli, untilPrinted } from './run-cli.ts'

export interface LogLine {
  level: number
  msg: string
  worker?: number
  [name: string]: unknown
}

export interface ServeProcess {
  url: string
  primary: ChildProcess
  log: Heard<LogLine>
  /** Of the worker with this number that was started last. */
  pidOf(worker: number): number
  /** A connection that this worker has accepted. */
  connectTo(worker: number): Promise<KeepAliveClient>
  /** Sends the signal and resolves when the primary and all its workers are gone. */
  end(signal?: NodeJS.Signals): Promise<Finished>
  finished: Promise<Finished>
}

/** Only processes that a test has shown to be wrong live longer than their primary and this. */
const lingerMs = 15_000

/** `enddel serve` with two workers on a free port of loopback, unless `args` say otherwise. */
export async function withServe<Result>(
  out: string,
  { args = [], env = {} }: { args?: readonly string[]; env?: Record<string, string> },
  work: (serve: ServeProcess) => Promise<Result>,
): Promise<Result> {
  const all = ['serve', '--out', out, '--host', '127.0.0.1', '--port', '0', '--workers', '2', ...args]
  const { child: primary, finished } = startCli(all, env)
  const log = createHeard<LogLine>()
  createInterface({ input: primary.stderr! }).on('line', (line) => log.add(readLine(line)))
  const pids = () => log.items.filter(({ msg }) => msg === 'worker started')
  const pidOf = (worker: number) => pids().findLast((line) => line.worker === worker)!.pid as number
  try {
    const [, url] = await untilPrinted(primary, /serving .* at (\S+)\/\n/)
    return await work({
      url: url!,
      primary,
      log,
      pidOf,
      async connectTo(worker) {
        const others = new Set(pids().map((line) => line.worker!))
        others.delete(worker)
        return whileStopped([...others].map(pidOf), async () => {
          const client = await KeepAliveClient.connect(url!)
          await client.ask('/livez')
          return client
        })
      },
      end(signal = 'SIGTERM') {
        primary.kill(signal)
        return before(2 * lingerMs, finished, () => new Error(`${signal} has not ended all processes`))
      },
      finished,
    })
  } finally {
    primary.kill('SIGKILL')
    // It is finished when nobody holds the other ends of its pipes, so when its workers are gone too.
    if (!(await within(lingerMs, finished))) for (const { pid } of pids()) killAnyway(pid as number)
  }
}

function killAnyway(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone long ago.
  }
}

/** None of these processes does anything meanwhile. */
export async function whileStopped<Result>(pids: readonly number[], work: () => Promise<Result>): Promise<Result> {
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  try {
    for (const pid of pids) while ((await stateOf(pid)) !== 'T') await turn()
    return await work()
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT')
  }
}

/** Whether it has ended; its parent need not have noticed. */
export async function isGone(pid: number): Promise<boolean> {
  return [undefined, 'Z', 'X'].includes(await stateOf(pid))
}

/** Such as `S` for sleeping and `T` for stopped; undefined when it is gone. */
async function stateOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return /\) (\w)/.exec(text)?.[1]
}

/** What is not one of ours, such as words of node, is a line too. */
function readLine(line: string): LogLine {
  return line.startsWith('{') ? (JSON.parse(line) as LogLine) : { level: 0, msg: line }
}
