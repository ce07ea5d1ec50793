import type { z } from 'zod'
import type { Running } from '../../core/lifecycle.ts'
import { createAttempts, type Question } from './provider-attempts.ts'
import { type BreakerOptions, createProviderBreaker } from './provider-breaker.ts'
import type { OnProviderEvent } from './provider-event.ts'
import { createExchange } from './provider-exchange.ts'
import { createProviderLimits, type RateLimit } from './provider-limits.ts'
import { ProviderError, type ProviderName, type ProviderProblem } from '../quote.ts'
import { whileWanted } from '../wanted.ts'

/** What the maker of any provider takes. */
export interface ProviderOptions {
  /** Scheme, host and path, such as `https://api.example.com/v3`. */
  baseUrl: string
  limit?: RateLimit
  /** For a question with all its attempts and what is waited between them. */
  timeoutMs?: number
  attempts?: number
  /** Before the second attempt; twice as long before the third. */
  backoffMs?: number
  breaker?: BreakerOptions
  now?: () => number
  random?: () => number
}

export interface KeyedProviderOptions extends ProviderOptions {
  key: string
}

export interface ProviderHttpOptions extends ProviderOptions {
  name: ProviderName
  limit: RateLimit
  headers?: Record<string, string>
  /** Keys, wherever they travel: no error and no event shows them. */
  secrets?: readonly string[]
}

/** One provider at one address, asked no more often than it wants. */
export interface ProviderHttp extends Running {
  /** The answer as the schema makes it. Rejects with ProviderError alone. */
  ask<Schema extends z.ZodType>(question: Question<Schema>, signal: AbortSignal): Promise<z.output<Schema>>
}

export function createProviderHttp(options: ProviderHttpOptions, onEvent: OnProviderEvent): ProviderHttp {
  const {
    name,
    baseUrl,
    limit,
    headers = {},
    secrets = [],
    timeoutMs = 10_000,
    attempts = 3,
    backoffMs = 1_000,
  } = options
  const { breaker: breakerOptions = usualBreaker, now = Date.now, random = Math.random } = options
  const closing = new AbortController()
  const exchange = createExchange({ name, baseUrl, headers, timeoutMs })
  const limits = createProviderLimits(limit, now)
  const attemptTo = createAttempts({ name, secrets, timeoutMs, attempts, backoffMs, now, random }, exchange, limits)
  const breaker = createProviderBreaker(breakerOptions, {
    isFault,
    resting: () => new ProviderError(name, { kind: 'open', detail: 'failed several times and is left alone for now' }),
    onChange: (isOpen) => onEvent({ type: isOpen ? 'provider-open' : 'provider-closed', provider: name }),
    now,
  })

  function report(error: unknown): never {
    if (error instanceof ProviderError && !(error instanceof Unwanted))
      onEvent({ type: 'provider-failed', provider: name, problem: error.problem })
    throw error
  }

  return {
    async ask(question, signal) {
      const retryAfterMs = limits.inMs()
      if (retryAfterMs > 0) throw new ProviderError(name, { kind: 'rate-limited', retryAfterMs })
      const wanted = {
        ms: timeoutMs,
        late: () => new ProviderError(name, { kind: 'timeout', detail: 'no answer in time' }),
        signals: [signal, closing.signal],
        unwanted: () => new Unwanted(name),
      }
      return await breaker.run(() => {
        limits.take()
        return whileWanted(wanted, (stop) => attemptTo(question, stop)).catch(report)
      })
    },
    async close() {
      closing.abort()
      await exchange.close()
    },
  }
}

const usualBreaker: BreakerOptions = { failures: 5, restMs: 60_000, successes: 3 }

/** Who asked does not wait for the answer any more, which says nothing of the provider. */
class Unwanted extends ProviderError {
  constructor(name: ProviderName) {
    super(name, { kind: 'timeout', detail: 'no longer wanted' })
  }
}

/** Whether it says that the provider fails, and not that the question was wrong. */
function isFault(error: Error): boolean {
  if (!(error instanceof ProviderError) || error instanceof Unwanted) return false
  const kinds: ProviderProblem['kind'][] = ['bad-request', 'not-found']
  return !kinds.includes(error.problem.kind)
}
