import type { Command } from 'commander'
import { type Config, wholeNumber } from '../core/config.ts'
import { createLog } from '../core/log.ts'
import { logEvents } from '../serve/log.ts'
import { type Server, startServer } from '../serve/server.ts'

interface Flags {
  out: string
  host: string
  port: string
  renderThreads: string
}

export function addServe(program: Command, config: Config): void {
  program
    .command('serve')
    .description('Serve the current build from memory; pages that were not built are rendered on demand.')
    .option('--out <folder>', 'the folder that `enddel build` wrote', 'out')
    .option('--host <address>', 'address to listen on', config.host)
    .option('--port <number>', 'port to listen on; 0 takes a free one', String(config.port))
    .option('--render-threads <n>', 'threads that render on demand', String(config.threads))
    .action((flags: Flags) => runServe(flags, config))
}

async function runServe(flags: Flags, config: Config): Promise<void> {
  const log = createLog(config.logLevel)
  // A loader that forgot to await must not end the server for everyone.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise was rejected and nobody listened'))
  const server = await startServer({
    out: flags.out,
    host: flags.host,
    port: wholeNumber('--port', flags.port, 0, 65535),
    renderThreads: wholeNumber('--render-threads', flags.renderThreads, 1, 256),
    renderQueue: config.renderQueue,
    renderTimeoutMs: 5_000,
    cacheBytes: 64 * 1024 * 1024,
    wire: { headMs: 10_000, idleMs: 30_000, writeMs: 10_000, maxConnections: 20_000 },
    popularity: { halfLifeMs: 24 * 60 * 60 * 1000, everyMs: 60_000 },
    drainMs: 8_000,
    onEvent: logEvents(log),
  })
  console.log(`enddel: serving ${flags.out} at ${server.url}`)
  await untilSignal(server)
}

/** SIGTERM and SIGINT stop, SIGHUP looks for a new build. */
function untilSignal(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => server.close().then(resolve, reject)
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
    process.on('SIGHUP', () => void server.reload())
  })
}
