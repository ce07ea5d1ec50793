import type { Logger } from 'pino'
import type { PublisherEvent } from '../prerender/publisher.ts'

export function logPublisher(log: Logger): (event: PublisherEvent) => void {
  return (event) => {
    switch (event.type) {
      case 'database-up':
        return log.info(
          event.isTold
            ? 'reports of the database are watched'
            : 'reports of the database are looked at again and again',
        )
      case 'database-down':
        return log.warn({ reason: event.reason }, 'the database cannot be reached; the reports of the build are served')
      case 'reports-published': {
        const { id: build, made, ms, quarantined, failed, failure, published } = event
        if (!published)
          return log.error({ failed, failure }, 'reports have changed, but pages failed; the build before is served')
        return log.info({ build, made, ms, ...(quarantined > 0 && { quarantined }) }, 'reports published')
      }
      case 'publish-failed':
        return log.error({ reason: event.reason }, 'reports cannot be published; it is tried again')
      case 'publisher-lost':
        return log.error({ reason: event.reason }, 'the process that publishes reports died; it is replaced')
    }
  }
}
