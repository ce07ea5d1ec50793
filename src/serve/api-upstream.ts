import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
  isBulkheadRejectedError,
} from 'cockatiel'
import { type Dispatcher, Pool } from 'undici'
import { EnddelError } from '../core/errors.ts'
import type { Running } from '../core/lifecycle.ts'
import type { BreakerState } from './api-event.ts'

export interface UpstreamOptions {
  /** Such as `https://example.com/api`. */
  base: string
  /** For one attempt, whatever it waits for. */
  timeoutMs: number
  /** Requests at once. */
  maxAtOnce: number
  /** How long an API that failed several times in a row is left alone. */
  restMs: number
}

export interface UpstreamRequest {
  method: 'GET' | 'HEAD'
  /** Below the base, from its slash. */
  path: string
  headers: Record<string, string>
  signal: AbortSignal
}

/** One server at one address: there is no way to ask another. */
export interface Upstream extends Running {
  /** Without a slash at the end. */
  base: string
  /** Runs `work` in one of the places, or throws E_API_BUSY. */
  hold<Result>(work: () => Promise<Result>): Promise<Result>
  /**
   * Runs `work` in time, or throws E_API_TIMEOUT and aborts `stop`; E_API_BROKEN at once while the API rests. After the
   * attempt `stop` still ends what the work has begun. An attempt stopped for E_CLIENT_GONE says nothing of the API.
   */
  attempt<Result>(work: (signal: AbortSignal) => Promise<Result>, stop?: AbortController): Promise<Result>
  /** Redirects are answers like any other. */
  request(asked: UpstreamRequest): Promise<Dispatcher.ResponseData>
}

export function createUpstream(options: UpstreamOptions, onBreaker: (state: BreakerState) => void): Upstream {
  const { origin, pathname } = readBase(options.base)
  const { timeoutMs, maxAtOnce, restMs } = options
  const pool = new Pool(origin, {
    connections: maxAtOnce,
    connect: { timeout: timeoutMs },
    maxHeaderSize: maxHeadBytes,
    // Attempts have a clock of their own, which is finer and does not start again at every 1xx.
    headersTimeout: 0,
    // Of the body: without a byte, while we are reading.
    bodyTimeout: timeoutMs,
  })
  const places = bulkhead(maxAtOnce)
  const breaker = circuitBreaker(
    handleWhen((error) => !isCode(error, 'E_CLIENT_GONE')),
    { breaker: new ConsecutiveBreaker(failuresToRest), halfOpenAfter: restMs },
  )
  breaker.onStateChange((state) => onBreaker(stateNames[state]))
  const path = pathname.replace(/\/+$/, '')

  return {
    base: `${origin}${path}`,
    hold: (work) => places.execute(work).catch(explain),
    async attempt(work, stop = new AbortController()) {
      // Only the one that tries waits for how it ends.
      if (breaker.state === CircuitState.HalfOpen) throw resting()
      return await breaker.execute(() => inTime(timeoutMs, work, stop)).catch(explain)
    },
    request: (asked) => pool.request({ ...asked, path: `${path}${asked.path}` }),
    close: () => pool.destroy(),
  }
}

export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof EnddelError && codes.includes(error.code)
}

const maxHeadBytes = 16 * 1024
const failuresToRest = 5

const stateNames: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
}

function readBase(base: string): URL {
  const url = URL.canParse(base) ? new URL(base) : undefined
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !/[?#]/.test(base)
  if (isPlain) return url
  throw new EnddelError('E_USAGE', 'PRODUCT_API_BASE is not an address of an API', {
    hint: 'give scheme, host and path alone, such as https://example.com/api',
  })
}

/** The work may not heed the signal: a connection that is being made does not. It then ends unheard. */
async function inTime<Result>(
  ms: number,
  work: (signal: AbortSignal) => Promise<Result>,
  stop: AbortController,
): Promise<Result> {
  const { signal } = stop
  signal.throwIfAborted()
  const timer = setTimeout(() => stop.abort(new EnddelError('E_API_TIMEOUT', `no answer within ${ms} ms`)), ms)
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  try {
    return await Promise.race([stopped, work(signal)])
  } finally {
    clearTimeout(timer)
  }
}

function explain(error: unknown): never {
  if (isBrokenCircuitError(error)) throw resting()
  if (isBulkheadRejectedError(error)) throw new EnddelError('E_API_BUSY', 'too many requests to the API at once')
  throw error
}

function resting(): EnddelError {
  return new EnddelError('E_API_BROKEN', 'the API failed several times and is left alone for a while')
}
