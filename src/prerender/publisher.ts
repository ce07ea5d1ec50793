import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Running, within } from '../core/lifecycle.ts'

export interface PublisherOptions {
  out: string
  databaseUrl: string
  databasePool: number
  /** As in CHROMIUM_PATH: for builds with PDF files. */
  chromiumPath: string
  threads: number
}

export type PublisherEvent =
  /** `isTold`: the database tells of changes; otherwise it is looked at every second. */
  | { type: 'database-up'; isTold: boolean }
  | { type: 'database-down'; reason: string }
  /** A build with the reports of now, `made` of whose pages are new. Not published when pages failed. */
  | {
      type: 'reports-published'
      id: string
      published: boolean
      made: number
      ms: number
      quarantined: number
      failed: number
      /** The first page that did, and why. */
      failure: string | undefined
    }
  /** It is tried again. */
  | { type: 'publish-failed'; reason: string }
  /** The process ended by itself; another is started. */
  | { type: 'publisher-lost'; reason: string }

/** How long the process may take to end what it is at; what it leaves half made nobody sees. */
const stopMs = 5_000

/** Keeps the process running that publishes reports from a database (publisher-process.ts). */
export function startPublisher(
  options: PublisherOptions,
  onEvent: (event: PublisherEvent) => void,
  restartMs = 2_000,
): Running {
  const module = fileURLToPath(new URL(`./publisher-process${extname(import.meta.url)}`, import.meta.url))
  let child: ChildProcess | undefined
  let restart: NodeJS.Timeout | undefined
  let closing: Promise<void> | undefined

  function start(): void {
    const started = fork(module)
    started.send(options)
    child = started
    started.on('message', (event) => onEvent(event as PublisherEvent))
    started.on('error', () => {}) // the end follows
    started.once('exit', (code, signal) => {
      child = undefined
      if (closing) return
      onEvent({ type: 'publisher-lost', reason: signal ?? `code ${code}` })
      restart = setTimeout(start, restartMs)
    })
  }

  async function stop(): Promise<void> {
    clearTimeout(restart)
    if (!child) return
    const stopped = child
    const ended = once(stopped, 'exit')
    stopped.kill('SIGTERM')
    if (await within(stopMs, ended)) return
    stopped.kill('SIGKILL')
    await ended
  }

  start()
  return { close: () => (closing ??= stop()) }
}
