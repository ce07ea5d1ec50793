import type { Running } from '../../core/lifecycle.ts'
import { hasPassed } from './has-passed.ts'
import type { ChainName, OnMarketEvent } from './market-event.ts'
import { ProviderError, type Provider, type ProviderName } from '../quote.ts'

export interface ChainParts<Result> {
  name: ChainName
  /** First choice first. */
  providers: readonly Provider<Result>[]
  /** From one round to the next; asked again and again. Undefined: nothing is wanted now. */
  everyMs(): number | undefined
  /** Begins a round. Who takes says true when that was all, and no other source has to be asked. */
  begin(): (result: Result, source: ProviderName) => boolean
  now(): number
}

/** Sources of the same thing. Every round begins with the first, so it is returned to as soon as it answers again. */
export interface Chain extends Running {
  /** Begins a round when one is due. To be called again and again. */
  tick(): void
  /** A round at once, or the one that is under way. Never rejects. */
  ask(): Promise<void>
}

export interface ChainLimits {
  /** For one source. */
  limitMs: number
  /** Until another round after one that failed, where the usual pause is longer. */
  retryMs: number
}

export function createChain<Result>(parts: ChainParts<Result>, limits: ChainLimits, onEvent: OnMarketEvent): Chain {
  const { name, providers, everyMs, begin, now } = parts
  let isClosed = false
  let begunAt: number | undefined
  let isGood = true
  let flight: Promise<void> | undefined
  let asking = new AbortController()

  function isDue(): boolean {
    const pauseMs = everyMs()
    if (pauseMs === undefined) return false
    return begunAt === undefined || hasPassed(isGood ? pauseMs : Math.min(pauseMs, limits.retryMs), begunAt, now())
  }

  async function round() {
    begunAt = now()
    isGood = false
    const take = begin()
    for (const provider of providers) {
      asking = new AbortController()
      try {
        const result = await askWithin(provider, limits.limitMs, asking)
        if (isClosed) return
        if ((isGood = take(result, provider.name))) return
      } catch (error) {
        if (isClosed) return
        onEvent({ type: 'market-source-failed', chain: name, source: provider.name, error })
      }
    }
  }

  async function ask() {
    if (isClosed) return
    await (flight ??= round().finally(() => (flight = undefined)))
  }

  return {
    tick() {
      if (!flight && isDue()) void ask()
    },
    ask,
    async close() {
      isClosed = true
      asking.abort(new Error('closed'))
      await flight
    },
  }
}

/** Ends at the limit and when it is aborted, even when the provider does not mind its signal. */
async function askWithin<Result>(
  provider: Provider<Result>,
  limitMs: number,
  controller: AbortController,
): Promise<Result> {
  const { signal } = controller
  const late = () => new ProviderError(provider.name, { kind: 'timeout', detail: `no answer in ${limitMs} ms` })
  const timer = setTimeout(() => controller.abort(late()), limitMs)
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  try {
    return await Promise.race([provider.fetch(signal), aborted])
  } finally {
    clearTimeout(timer)
  }
}
