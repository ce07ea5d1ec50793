import { circuitBreaker, CircuitState, handleWhen, type IBreaker, isBrokenCircuitError } from 'cockatiel'

export interface BreakerOptions {
  /** In a row, after which it is left alone. */
  failures: number
  /** How long it is left alone. */
  restMs: number
  /** In a row, after which it is relied on again; until then one failure is enough. */
  successes: number
}

export interface ProviderBreaker {
  /** Runs `work`, or throws `resting()` at once. */
  run<Result>(work: () => Promise<Result>): Promise<Result>
}

export interface BreakerParts {
  /** Whether an error says that the provider fails. */
  isFault(error: Error): boolean
  resting(): Error
  /** Each once a change. */
  onChange(isOpen: boolean): void
  now(): number
}

export function createProviderBreaker(options: BreakerOptions, parts: BreakerParts): ProviderBreaker {
  const breaker = circuitBreaker(handleWhen(parts.isFault), {
    breaker: trialBreaker(options, parts),
    halfOpenAfter: options.restMs,
  })
  return {
    async run(work) {
      // Only the one that tries waits for how it ends.
      if (breaker.state === CircuitState.HalfOpen) throw parts.resting()
      return await breaker.execute(work).catch((error: unknown) => {
        throw isBrokenCircuitError(error) ? parts.resting() : error
      })
    },
  }
}

/** Cockatiel closes after one success, so the others are asked for here: during the trial any failure opens again. */
function trialBreaker({ failures: limit, successes }: BreakerOptions, { now, onChange }: BreakerParts): IBreaker {
  let failures = 0
  let failedAt = 0
  let successesToGo = 0
  return {
    state: undefined,
    success() {
      failures = 0
      if (successesToGo > 0 && --successesToGo === 0) onChange(false)
    },
    failure() {
      const isOnTrial = successesToGo > 0
      failures = now() - failedAt > forgetMs ? 1 : failures + 1
      failedAt = now()
      if (!isOnTrial && failures < limit) return false
      successesToGo = successes
      if (!isOnTrial) onChange(true)
      return true
    },
  }
}

/** Failures further apart are not one trouble. */
const forgetMs = 300_000
