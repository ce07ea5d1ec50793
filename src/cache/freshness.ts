import type { Lifetime } from './entry.ts'
import type { Mode } from './invalidation.ts'

/**
 * What an entry is good for: `fresh` for everything; `stale` while a new one is made; `expired` only when none can be made;
 * `gone` for nothing.
 */
export type State = 'fresh' | 'stale' | 'expired' | 'gone'

/** The time comes in as a number, in milliseconds since 1970. */
export function stateOf(
  { madeAt, lifetime }: { madeAt: number; lifetime: Lifetime },
  verdict: 'valid' | Mode,
  now: number,
): State {
  if (verdict === 'hard') return 'gone'
  const age = now - madeAt
  const { freshForMs, staleForMs, staleIfErrorMs } = lifetime
  if (age < freshForMs) return verdict === 'valid' ? 'fresh' : 'stale'
  if (age < freshForMs + staleForMs) return 'stale'
  return age < freshForMs + staleIfErrorMs ? 'expired' : 'gone'
}

/** Up to a tenth less fresh: what was made together does not expire together. `random` is from 0 to 1. */
export function withJitter(lifetime: Lifetime, random: number): Lifetime {
  return { ...lifetime, freshForMs: Math.floor(lifetime.freshForMs * (1 - random / 10)) }
}
