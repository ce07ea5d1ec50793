import type { ReadyPage } from './ready-page.ts'

export interface HitCounter {
  /** Counts a page that is not in the hot table; those count themselves. */
  count(address: string, hits?: number): void
  /** From now on these are the hot pages, whose own counts are taken; those before are forgotten. */
  follow(pages: ReadonlyMap<string, ReadyPage>): void
  /** Hits by address since the last time. */
  take(): Map<string, number>
}

/** Addresses counted between two takings; a flood of others is not worth a place. */
const maxAddresses = 100_000

export function createHitCounter(): HitCounter {
  let hits = new Map<string, number>()
  let followed: ReadonlyMap<string, ReadyPage> = new Map()
  const add = (address: string, count: number) => hits.set(address, (hits.get(address) ?? 0) + count)

  function takeHot() {
    for (const [address, page] of followed) {
      if (page.hits > 0) add(address, page.hits)
      page.earlierHits = page.earlierHits / 2 + page.hits
      page.hits = 0
    }
  }

  return {
    count(address, times = 1) {
      if (hits.size < maxAddresses || hits.has(address)) add(address, times)
    },
    follow(pages) {
      takeHot()
      followed = pages
    },
    take() {
      takeHot()
      const taken = hits
      hits = new Map()
      return taken
    },
  }
}
