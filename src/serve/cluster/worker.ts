/** Entry of a worker: answers requests on sockets it was started with, and does what its primary says. */
import type { EnddelError } from '../../core/errors.ts'
import { createLog } from '../../core/log.ts'
import { logEvents } from '../log.ts'
import { type Server, type ServeOptions, startServer } from '../server.ts'
import { createChannel } from './channel.ts'
import { createRemoteCommons } from './remote-commons.ts'

export interface WorkerStart {
  options: ServeOptions
  logLevel: string
  worker: number
}

export interface WorkerFailed {
  failed: { code: string; message: string; hint?: string | undefined; stack?: string | undefined }
}

/** How a start ended. */
export type WorkerStarted = { url: string } | WorkerFailed

process.setSourceMapsEnabled(true)

let server: Server | undefined
let stopping: Promise<void> | undefined
const { commons, handlers } = createRemoteCommons(() => channel)

/** Answers what has come, and ends this process. */
function stop(): Promise<void> {
  stopping ??= (server?.close() ?? Promise.resolve()).then(() => {
    // What was told last is on its way; without a channel nothing keeps this process.
    process.disconnect?.()
    process.exitCode = 0
    setTimeout(() => process.exit(), 1_000).unref()
  })
  return stopping
}

const channel = createChannel(process, {
  ...handlers,
  async start({ options, logLevel, worker }: WorkerStart): Promise<WorkerStarted> {
    const log = createLog(logLevel).child({ worker })
    // A loader that forgot to await must not end the server for everyone.
    process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise was rejected and nobody listened'))
    try {
      server = await startServer(options, commons, logEvents(log))
      return { url: server.url }
    } catch (error) {
      const { code = '', message = String(error), hint, stack } = error as Partial<EnddelError>
      return { failed: { code, message, hint, stack } }
    }
  },
  ready: () => server?.ready,
  metrics: () => server?.metrics(),
  reload: () => server?.reload(),
  stop,
})

// The primary decides; Ctrl-C, and the end of a terminal, reach every process of it.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})
process.on('SIGTERM', () => void stop())
process.once('disconnect', () => void stop().finally(() => process.exit()))
