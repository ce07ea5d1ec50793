import type { TrackedCoin } from '../figure.ts'
import { hasPassed } from './has-passed.ts'
import type { ProviderName } from '../quote.ts'

/**
 * Which stream gives the price of a coin: the first that is connected and fresh. To one before that which gives it now it
 * returns only after a while of good quotes, so that a stream which comes and goes does not make the price jump.
 */
export interface PriceChoice {
  /** A good quote of `at` by the source's clock. True when it is to be shown. */
  heard(source: ProviderName, coin: TrackedCoin, at: number, now: number): boolean
  lost(source: ProviderName): void
  connected(source: ProviderName): void
  hasFresh(coin: TrackedCoin, now: number): boolean
}

const freshForMs = 10_000
const returnAfterMs = 10_000

/** Good quotes of one coin without a gap. */
interface Run {
  since: number
  lastAt: number
}

export function createPriceChoice(order: readonly ProviderName[]): PriceChoice {
  const coins = new Map<TrackedCoin, { runs: Map<ProviderName, Run>; chosen: ProviderName | undefined }>()
  const down = new Set<ProviderName>()

  function stateOf(coin: TrackedCoin) {
    const known = coins.get(coin) ?? { runs: new Map<ProviderName, Run>(), chosen: undefined }
    coins.set(coin, known)
    return known
  }

  function choose(coin: TrackedCoin, now: number): ProviderName | undefined {
    const state = stateOf(coin)
    const { runs, chosen } = state
    const fresh = order.filter((source) => isFresh(runs.get(source), now))
    const stays = chosen !== undefined && fresh.includes(chosen)
    const tried = fresh.find((source) => source === chosen || hasPassed(returnAfterMs, runs.get(source)!.since, now))
    return (state.chosen = stays ? tried : fresh[0])
  }

  return {
    heard(source, coin, at, now) {
      // Quotes of long ago are no better than none, however many there are.
      if (down.has(source) || now - at >= freshForMs) return false
      const { runs } = stateOf(coin)
      const run = runs.get(source)
      runs.set(source, { since: run && isFresh(run, now) ? run.since : now, lastAt: now })
      return choose(coin, now) === source
    },
    lost(source) {
      down.add(source)
      for (const { runs } of coins.values()) runs.delete(source)
    },
    connected: (source) => void down.delete(source),
    hasFresh: (coin, now) => [...stateOf(coin).runs.values()].some((run) => isFresh(run, now)),
  }
}

function isFresh(run: Run | undefined, now: number): boolean {
  return run !== undefined && !hasPassed(freshForMs, run.lastAt, now)
}
