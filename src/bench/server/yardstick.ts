import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EnddelError } from '../../core/errors.ts'
import { before, type Running, within } from '../../core/lifecycle.ts'
import type { BenchServer } from './bench-server.ts'

const startMs = 20_000
const stopMs = 5_000

/**
 * Starts the server of yardstick-server.ts in a process of its own, on a free port of loopback. Measured in turn with the
 * subject, it takes out of a comparison what made the machine faster or slower since. It answers every GET, whatever the
 * path, with the same page, or with 304 to a client that says it has one. Throws an E_BENCH_SERVER.
 */
export async function startYardstick({ cores }: { cores: string | undefined }): Promise<BenchServer & Running> {
  const child = startProcess(cores)
  let complaints = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-2_000)))
  // Without one, an error of the process itself would end ours; its end follows.
  child.on('error', (error) => (complaints += error.message))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))

  try {
    const port = await before(startMs, Promise.race([portOf(child), ended]), () => new Error('it took too long'))
    if (!port) throw new Error(complaints.trim() || 'it ended at once')
    const url = new URL(`http://127.0.0.1:${port}/`)
    return {
      ...{ name: 'yardstick', role: 'yardstick', url, pids: [child.pid!], cores, secret: undefined },
      close: () => stop(child, ended),
    }
  } catch (error) {
    await stop(child, ended)
    throw new EnddelError('E_BENCH_SERVER', `the yardstick does not start: ${(error as Error).message}`, {
      hint: 'see whether this machine lets processes listen on 127.0.0.1, and has the cores',
      cause: error,
    })
  }
}

/** taskset becomes the command it is given, so the pid is the server's. */
function startProcess(cores: string | undefined): ChildProcess {
  const module = fileURLToPath(new URL(`./yardstick-server${extname(import.meta.url)}`, import.meta.url))
  const stdio: ('ignore' | 'pipe' | 'ipc')[] = ['ignore', 'ignore', 'pipe', 'ipc']
  if (cores === undefined) return fork(module, { stdio })
  const execArgv = ['-c', cores, process.execPath, ...process.execArgv]
  return fork(module, { stdio, execPath: 'taskset', execArgv })
}

async function portOf(child: ChildProcess): Promise<number> {
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return port
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  if (await within(stopMs, ended)) return
  child.kill('SIGKILL')
  await ended
}
