import { within } from '../core/lifecycle.ts'
import { mostPopular, readPopularity } from '../output/popular.ts'
import type { OnServeEvent } from './events.ts'
import type { PageFinder } from './find-page.ts'
import { matchAddress } from './pages.ts'
import type { Release } from './release.ts'
import { readPath } from './request-path.ts'

export interface WarmUpOptions {
  out: string
  /** How many of the pages asked for most that were not built. */
  pages: number
  /** After so long those that are still missing are left to be asked for. */
  limitMs: number
}

/** Pages made at once: enough to keep the render threads busy. */
const atOnce = 8

/** Has the most popular pages that the build does not hold before they are asked for. */
export async function warmUp(
  release: Release,
  finder: PageFinder,
  { out, pages, limitMs }: WarmUpOptions,
  onEvent: OnServeEvent,
): Promise<void> {
  const since = performance.now()
  const popularity = await readPopularity(out).catch(() => new Map<string, number>())
  const missing = mostPopular(popularity).filter(([address]) => !release.built.has(address))
  const wanted = missing.slice(0, pages).map(([address]) => address)
  let failed = 0
  let made = 0
  let isOver = false

  async function makeNext(): Promise<void> {
    for (let address = wanted.shift(); address !== undefined && !isOver; address = wanted.shift()) {
      const asked = readPath(address)
      const match = asked.kind === 'path' ? matchAddress(asked, release) : undefined
      if (!match) continue
      await release
        .use(() => finder.warm(release, match.match, match.locale))
        .then(
          () => made++,
          () => failed++,
        )
    }
  }

  await within(limitMs, Promise.all(Array.from({ length: atOnce }, makeNext)))
  isOver = true
  onEvent({ type: 'warmed', pages: made, failed, ms: performance.now() - since })
}
