import type { Running } from '../../core/lifecycle.ts'
import { hasPassed } from './has-passed.ts'
import type { ChainName, OnMarketEvent } from './market-event.ts'
import { ProviderError, type Provider, type ProviderName } from '../quote.ts'
import { whileWanted } from '../wanted.ts'

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
  const closing = new AbortController()
  let begunAt: number | undefined
  let isGood = true
  let flight: Promise<void> | undefined

  function isDue(): boolean {
    const pauseMs = everyMs()
    if (pauseMs === undefined) return false
    return begunAt === undefined || hasPassed(isGood ? pauseMs : Math.min(pauseMs, limits.retryMs), begunAt, now())
  }

  /** Ends at the limit and when it is closed, even when the provider does not mind its signal. */
  function askInTime(provider: Provider<Result>): Promise<Result> {
    const ms = limits.limitMs
    const late = () => new ProviderError(provider.name, { kind: 'timeout', detail: `no answer in ${ms} ms` })
    const unwanted = () => new Error('closed')
    return whileWanted({ ms, late, signals: [closing.signal], unwanted }, (stop) => provider.fetch(stop))
  }

  async function round() {
    begunAt = now()
    isGood = false
    const take = begin()
    for (const provider of providers) {
      try {
        const result = await askInTime(provider)
        if (closing.signal.aborted) return
        if ((isGood = take(result, provider.name))) return
      } catch (error) {
        if (closing.signal.aborted) return
        onEvent({ type: 'market-source-failed', chain: name, source: provider.name, error })
      }
    }
  }

  async function ask() {
    if (closing.signal.aborted) return
    await (flight ??= round().finally(() => (flight = undefined)))
  }

  return {
    tick() {
      if (!flight && isDue()) void ask()
    },
    ask,
    async close() {
      closing.abort()
      await flight
    },
  }
}
