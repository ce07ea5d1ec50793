import type { Item, Place } from '../cache/tiered-cache.ts'
import type { ReadyPage } from './ready-page.ts'

/** A page with what its life depends on. */
export interface PlacedPage {
  place: Place
  item: Item<ReadyPage>
}

/** The pages the wire answers, within a bound of bytes. */
export interface HotTable {
  /** By address. */
  readonly pages: ReadonlyMap<string, ReadyPage>
  /** Takes a page in if there is room for it, or if it was asked for more often than each it displaces: these. Else undefined. */
  admit(placed: PlacedPage): PlacedPage[] | undefined
  /** What was there, if anything. */
  remove(address: string): PlacedPage | undefined
  all(): Iterable<PlacedPage>
  bytes(): number
}

/** How many pages are looked at for one to displace: the least popular of a few is nearly that of all. */
const candidates = 16

export function createHotTable(maxBytes: number): HotTable {
  // Two maps with the same keys: the wire is to find its page with one look.
  const pages = new Map<string, ReadyPage>()
  const placed = new Map<string, PlacedPage>()
  let bytes = 0
  let walk = pages.values()

  function remove(address: string): PlacedPage | undefined {
    const found = placed.get(address)
    if (!found) return undefined
    pages.delete(address)
    placed.delete(address)
    bytes -= found.item.value.bytes
    return found
  }

  /** Goes round and round, so that every page comes up. */
  function next(): ReadyPage | undefined {
    const one = walk.next()
    if (!one.done) return one.value
    walk = pages.values()
    return walk.next().value
  }

  function leastPopular(but: ReadonlySet<ReadyPage>): ReadyPage | undefined {
    let least: ReadyPage | undefined
    for (let looked = 0; looked < Math.min(candidates + but.size, pages.size); looked++) {
      const page = next()
      if (page && !but.has(page) && (!least || page.popularity < least.popularity)) least = page
    }
    return least
  }

  /** Pages to remove so that there is room; undefined when one of them is as popular. */
  function toDisplace({ place, item }: PlacedPage): Set<ReadyPage> | undefined {
    const before = pages.get(place.address)
    const displaced = new Set(before && [before])
    let room = maxBytes - bytes + (before?.bytes ?? 0)
    while (room < item.value.bytes) {
      const least = leastPopular(displaced)
      if (!least || least.popularity >= item.value.popularity) return undefined
      displaced.add(least)
      room += least.bytes
    }
    return displaced
  }

  return {
    pages,
    remove,
    all: () => placed.values(),
    bytes: () => bytes,
    admit(candidate) {
      const { place, item } = candidate
      const displaced = toDisplace(candidate)
      if (!displaced) return undefined
      const removed = [...displaced].map(({ address }) => remove(address)!)
      pages.set(place.address, item.value)
      placed.set(place.address, candidate)
      bytes += item.value.bytes
      return removed
    },
  }
}
