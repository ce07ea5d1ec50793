import type { Logger } from 'pino'
import type { ServeEvent } from './events.ts'

/** Log lines as one listener of the events. */
export function logEvents(log: Logger): (event: ServeEvent) => void {
  return (event) => {
    switch (event.type) {
      case 'render-failed': {
        const { route, address, message, location, stack } = event
        return log.error({ route, address, location, stack }, `render failed: ${message}`)
      }
      case 'request-failed':
        return log.error({ target: event.target, err: event.error }, 'request failed')
      case 'release': {
        const { id, pages, damaged } = event
        if (damaged.length > 0) log.warn({ build: id, damaged }, 'damaged pages are rendered on demand')
        return log.info({ build: id, pages }, 'build loaded')
      }
      case 'release-failed':
        return log.error({ err: event.error }, 'the new build cannot be used; the one before stays')
      case 'popularity-failed':
        return log.warn({ err: event.error }, 'the popularity file cannot be used')
      case 'stopping':
        return log.info('stopping')
    }
  }
}
