import type { OnServeEvent } from './events.ts'

export interface WatchParts {
  /** Requests that take so long are told of; with `accessLog` all are. */
  slowRequestMs: number
  accessLog: boolean
  onEvent: OnServeEvent
}

/**
 * Counts answers, and tells of requests that were slow or failed, or of all: to be called with each that begins, and what it
 * gives when that has ended.
 */
export function createWatch({ slowRequestMs, accessLog, onEvent }: WatchParts) {
  return (method: string, target: string) => {
    const since = performance.now()
    return (status: number): void => {
      const ms = performance.now() - since
      onEvent({ type: 'answered', status, count: 1 })
      if (accessLog || ms >= slowRequestMs || status >= 500) onEvent({ type: 'request', method, target, status, ms })
    }
  }
}
