import type { FigureId } from '../figure.ts'
import { hasPassed } from './has-passed.ts'
import { isFar, isNear } from './plausible.ts'
import type { ProviderName } from '../quote.ts'

/**
 * Holds back prices that are far from what is shown, until another source says about the same, or the same one has kept to
 * it for a while. So one source's slip is never seen, and a crash is seen late at worst.
 */
export interface Quarantine {
  lets(id: FigureId, price: number, source: ProviderName, shown: number, now: number): boolean
}

const keptForMs = 60_000
/** A word of another source counts so long. */
const heardWithinMs = 60_000

interface Held {
  price: number
  since: number
  seenAt: number
}

export function createQuarantine(): Quarantine {
  const heldById = new Map<FigureId, Map<ProviderName, Held>>()
  return {
    lets(id, price, source, shown, now) {
      const held = heldById.get(id) ?? new Map<ProviderName, Held>()
      heldById.set(id, held)
      if (!isFar(price, shown)) {
        held.delete(source)
        return true
      }
      const before = held.get(source)
      const own = { price, since: before && isNear(price, before.price) ? before.since : now, seenAt: now }
      held.set(source, own)
      return hasPassed(keptForMs, own.since, now) || others(held, source).some((other) => agrees(other, own))
    },
  }
}

function others(held: ReadonlyMap<ProviderName, Held>, source: ProviderName): Held[] {
  return [...held].filter(([name]) => name !== source).map(([, other]) => other)
}

function agrees(other: Held, own: Held): boolean {
  return isNear(other.price, own.price) && !hasPassed(heardWithinMs, other.seenAt, own.seenAt)
}
