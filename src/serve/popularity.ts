import type { Running } from '../core/lifecycle.ts'
import { faded, mostPopular, readPopularity, writePopularity } from '../output/popular.ts'
import type { OnServeEvent } from './events.ts'
import type { ReadyPage } from './ready-page.ts'

export interface PopularityOptions {
  out: string
  /** Hits count half after this time, so that yesterday's page gives way to today's. */
  halfLifeMs: number
  /** How often the file is written. */
  everyMs: number
}

export interface PopularityKeeper extends Running {
  /** Counts a page that is not in the hot pages; those count themselves. */
  count(address: string): void
  /** From now on these are the hot pages, whose own counts are taken; those before are forgotten. */
  follow(pages: ReadonlyMap<string, ReadyPage>): void
}

/**
 * Keeps a fading count of hits by address and writes it to `out/popular.json`, where `enddel build --popular` reads it.
 * A file that cannot be read or written is told as an event and costs nothing else.
 */
export async function keepPopularity(
  { out, halfLifeMs, everyMs }: PopularityOptions,
  onEvent: OnServeEvent,
): Promise<PopularityKeeper> {
  const failed = (error: unknown) => onEvent({ type: 'popularity-failed', error })
  let hits = await readPopularity(out).catch((error: unknown) => {
    failed(error)
    return new Map<string, number>()
  })
  let fresh = new Map<string, number>()
  let savedAt = Date.now()
  const add = (address: string, count: number) => fresh.set(address, (fresh.get(address) ?? 0) + count)

  let followed: ReadonlyMap<string, ReadyPage> = new Map()

  function takeHits() {
    for (const [address, page] of followed) {
      if (page.hits > 0) add(address, page.hits)
      page.hits = 0
    }
  }

  async function save() {
    takeHits()
    if (fresh.size === 0) return
    const now = Date.now()
    const older = [...hits].map(([address, count]) => [address, faded(count, now - savedAt, halfLifeMs)] as const)
    hits = new Map(older)
    for (const [address, count] of fresh) hits.set(address, (hits.get(address) ?? 0) + count)
    hits = new Map(mostPopular(hits))
    fresh = new Map()
    savedAt = now
    await writePopularity(out, hits).catch(failed)
  }

  let saving = Promise.resolve()
  const saveNext = () => (saving = saving.then(save))
  const timer = setInterval(saveNext, everyMs)
  timer.unref()

  return {
    count(address) {
      if (fresh.size < maxFresh || fresh.has(address)) add(address, 1)
    },
    follow(pages) {
      takeHits()
      followed = pages
    },
    async close() {
      clearInterval(timer)
      await saveNext()
    },
  }
}

/** Addresses counted between two saves; a flood of others is not worth a place. */
const maxFresh = 100_000
