import type { Logger } from 'pino'
import type { ClusterEvent } from './cluster/cluster.ts'
import type { CommonsEvent } from './commons.ts'
import type { ServeEvent } from './events.ts'

/** Log lines as one listener of the events. */
export function logEvents(log: Logger): (event: ServeEvent | CommonsEvent) => void {
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
      case 'request': {
        const { method, target, status, ms } = event
        const line = { method, target, status, ms: Math.round(ms * 10) / 10 }
        return status >= 500 ? log.error(line, 'request failed') : log.info(line, 'request')
      }
      case 'invalidated': {
        const { version, mode, selector } = event
        return log.info({ version, mode, selector }, 'invalidated')
      }
      case 'warmed': {
        const { pages, failed, ms } = event
        return log.info({ pages, failed, ms: Math.round(ms) }, 'ready')
      }
      case 'redis-up':
        return log.info('Redis is there')
      case 'redis-down':
        return log.warn({ reason: event.reason }, 'Redis is not there; pages are kept in memory alone')
      case 'log-damaged':
        return log.warn({ badLines: event.badLines }, 'lines of the log of invalidations were skipped')
      case 'log-not-kept':
        return log.warn({ err: event.error }, 'invalidations cannot be kept on the disk')
      case 'cache-stale-if-error':
        return log.warn({ address: event.address, err: event.error }, 'an old page is shown: no new one can be made')
      case 'cache-refresh-failed':
        return log.warn(
          { address: event.address, err: event.error },
          'a page could not be refreshed; the old one stays',
        )
      case 'tier-failed':
        return log.debug({ tier: event.tier, err: event.error }, 'a tier failed')
      case 'products-refresh-failed':
        return log.warn({ err: event.error }, 'the products cannot be fetched; those that are there stay')
      case 'products-breaker':
      case 'api-breaker':
        return log.warn({ state: event.state }, event.type === 'api-breaker' ? 'API proxy' : 'product API')
      case 'api-failed':
        return log.warn({ reason: event.reason, err: event.error }, 'the API behind failed')
      case 'popularity-failed':
        return log.warn({ err: event.error }, 'the popularity file cannot be used')
      case 'certificate':
        return log.info({ validUntil: event.validUntil }, 'certificate loaded')
      case 'certificate-failed':
        return log.error({ err: event.error }, 'the new certificate cannot be used; the one before stays')
      case 'market-leader':
        return log.info(event.is ? 'this process asks the providers' : 'another process asks the providers')
      case 'market-line-failed':
        return log.warn({ err: event.error }, 'the market cannot be shared; what is shown stays')
      case 'market-stream':
        return event.problem
          ? log.warn({ source: event.source, problem: event.problem }, 'price stream lost')
          : log.info({ source: event.source }, 'price stream connected')
      case 'market-source-changed':
        return log.info({ figure: event.figure, from: event.from, to: event.to }, 'figures come from another source')
      case 'market-source-failed':
        return log.debug({ chain: event.chain, source: event.source, err: event.error }, 'a source gave nothing')
      case 'market-figure-refused': {
        const { figure, source, value, why } = event
        return log.warn({ figure, source, value, why }, 'a figure is not believed')
      }
      case 'market-publish-failed':
        return log.warn({ err: event.error }, 'figures cannot be published; they are kept back')
      case 'market-publish-recovered':
        return log.info('figures are published again')
      case 'provider-failed':
        return log.warn({ provider: event.provider, problem: event.problem }, 'a provider failed')
      case 'provider-open':
      case 'provider-closed':
        return log.warn({ provider: event.provider, isAsked: event.type === 'provider-closed' }, 'circuit breaker')
      case 'stopping':
        return log.info('stopping')
    }
  }
}

export function logCluster(log: Logger): (event: ClusterEvent) => void {
  return (event) => {
    switch (event.type) {
      case 'worker-started':
        return log.info({ worker: event.worker, pid: event.pid }, 'worker started')
      case 'worker-died':
        return log.error(
          { worker: event.worker, code: event.code, signal: event.signal },
          'worker died; it is replaced',
        )
      case 'worker-failed':
        return log.error({ worker: event.worker }, `worker cannot start: ${event.message}`)
    }
  }
}
