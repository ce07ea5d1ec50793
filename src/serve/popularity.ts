import type { Running } from '../core/lifecycle.ts'
import { faded, mostPopular, readPopularity, writePopularity } from '../output/popular.ts'

export interface PopularityOptions {
  out: string
  /** Hits count half after this time, so that yesterday's page gives way to today's. */
  halfLifeMs: number
  /** How often the file is written. */
  everyMs: number
}

export interface PopularityKeeper extends Running {
  add(hits: ReadonlyMap<string, number>): void
}

/**
 * Keeps a fading count of hits by address and writes it to `out/popular.json`, where `enddel build --popular` reads it.
 * A file that cannot be read or written is told and costs nothing else.
 */
export async function keepPopularity(
  { out, halfLifeMs, everyMs }: PopularityOptions,
  onFailure: (error: unknown) => void,
): Promise<PopularityKeeper> {
  let hits = await readPopularity(out).catch((error: unknown) => {
    onFailure(error)
    return new Map<string, number>()
  })
  let savedAt = Date.now()
  let isNew = false

  function add(fresh: ReadonlyMap<string, number>) {
    if (fresh.size === 0) return
    const now = Date.now()
    hits = new Map([...hits].map(([address, count]) => [address, faded(count, now - savedAt, halfLifeMs)] as const))
    for (const [address, count] of fresh) hits.set(address, (hits.get(address) ?? 0) + count)
    hits = new Map(mostPopular(hits))
    savedAt = now
    isNew = true
  }

  async function save() {
    if (!isNew) return
    isNew = false
    await writePopularity(out, hits).catch(onFailure)
  }

  let saving = Promise.resolve()
  const saveNext = () => (saving = saving.then(save))
  const timer = setInterval(saveNext, everyMs)
  timer.unref()

  return {
    add,
    async close() {
      clearInterval(timer)
      await saveNext()
    },
  }
}
