/**
 * A process of its own beside `enddel serve`: as soon as reports change in the database it brings the current build up to
 * them. What it makes takes its time and memory from here, and not from those who answer requests.
 */
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import { keepBuildThreads } from './build-threads.ts'
import { openDatabase } from '../content/postgres/database.ts'
import { createPostgresSource } from '../content/postgres/source.ts'
import { watchReports } from '../content/postgres/watch.ts'
import { messageOf } from '../core/errors.ts'
import { findChromium } from '../pdf/find-chromium.ts'
import { refreshReports } from './refresh.ts'
import type { PublisherEvent, PublisherOptions } from './publisher.ts'

// Pages that are there go before pages that are made.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
// The terminal sends it to all processes; the one that started this one says when to stop.
process.on('SIGINT', () => {})
// Not as an argument: those stand in the list of processes, and the address has a password.
const [options] = (await once(process, 'message')) as [PublisherOptions]
const stop = publish(options, (event) => process.send?.(event))
process.once('disconnect', stop)
process.once('SIGTERM', stop)

function publish(
  { out, databaseUrl, databasePool, chromiumPath, threads }: PublisherOptions,
  tell: (event: PublisherEvent) => void,
) {
  const database = openDatabase(databaseUrl, { pool: databasePool })
  const source = createPostgresSource(database)
  const stopping = new AbortController()
  const kept = keepBuildThreads({ out }, threads, stopping.signal)
  let failure: string | undefined
  const watch = watchReports(database, {
    async onChange() {
      const since = performance.now()
      const chromium = await findChromium(chromiumPath).catch(() => undefined)
      const built = await refreshReports(out, source, await kept.lend(), stopping.signal, chromium)
      failure = undefined
      if (!built) return source.listedPrint()
      const { id, published, made, problems, failures } = built
      const ms = Math.round(performance.now() - since)
      tell({
        type: 'reports-published',
        id,
        published,
        made,
        ms,
        quarantined: problems.length,
        failed: failures.length,
        failure: failures[0] && `${failures[0].address}: ${failures[0].message}`,
      })
      return source.listedPrint()
    },
    onEvent(event) {
      if (stopping.signal.aborted) return
      if (event.type !== 'change-failed') return tell(event)
      // Of an error only its text crosses over; it is tried again every second, and told once.
      const reason = messageOf(event.error)
      if (reason !== failure) tell({ type: 'publish-failed', reason })
      failure = reason
    },
  })
  return async () => {
    stopping.abort()
    await watch.close()
    await kept.close()
    await source.close()
    process.exit()
  }
}
