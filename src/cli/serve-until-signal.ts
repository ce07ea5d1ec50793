import { availableParallelism } from 'node:os'
import type { Logger } from 'pino'
import type { ServeSettings } from '../core/config.ts'
import type { Running } from '../core/lifecycle.ts'
import { startPublisher } from '../prerender/publisher.ts'
import { createLog } from '../core/log.ts'
import { type Cluster, startCluster } from '../serve/cluster/cluster.ts'
import { findPinning } from '../serve/cluster/pinning.ts'
import { createCommons } from '../serve/commons.ts'
import { logCluster, logEvents } from '../serve/log.ts'
import { logPublisher } from './log-publisher.ts'
import { stopSignal, terminalClosed } from './stop-signal.ts'
import { commonsOptions, serveOptions } from '../serve/options.ts'
import { refuseDamaged } from '../serve/verify/refuse-damaged.ts'

/** Serves until the process is told to stop. */
export async function serveUntilSignal(settings: ServeSettings): Promise<void> {
  const log = createLog(settings.logLevel)
  const workers = settings.workers === 'auto' ? availableParallelism() : settings.workers
  const stop = Promise.race([stopSignal(), terminalClosed()])
  let cluster: Cluster | undefined
  let publisher: Running | undefined
  process.on('SIGHUP', () => cluster?.reload())
  if (settings.verify) {
    const { build, pages, ms } = await refuseDamaged(settings.out)
    log.info({ build, pages, ms: Math.round(ms) }, 'build verified')
  }
  const commons = await createCommons(commonsOptions(settings), logEvents(log))
  try {
    const { host, port, logLevel } = settings
    const options = serveOptions(settings, workers)
    const pinWith = settings.pinWorkers ? findPinning((hint) => log.warn(hint)) : undefined
    cluster = await startCluster({ host, port, workers, pinWith, logLevel, options }, commons, logCluster(log))
    console.log(`enddel: serving ${settings.out} at ${cluster.url}`)
    publisher = startPublisherOf(settings, log)
    await stop
    await publisher?.close()
    await cluster.close()
  } finally {
    await commons.close()
  }
}

/** Undefined where reports do not come from a database. */
function startPublisherOf(settings: ServeSettings, log: Logger): Running | undefined {
  const { out, databaseUrl, databasePool, chromiumPath, renderThreads } = settings
  if (!databaseUrl) return undefined
  const options = { out, databaseUrl, databasePool, chromiumPath, threads: renderThreads }
  return startPublisher(options, logPublisher(log))
}
