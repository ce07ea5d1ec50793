/** Where pages come from beside the build, and what makes them stale: the same for every release. */
import { createInvalidated } from '../cache/invalidated.ts'
import type { Board } from '../market/board.ts'
import { every } from './every.ts'
import { createPageFinder, type PageFinder } from './find-page.ts'
import { createHitCounter, type HitCounter } from './hit-counter.ts'
import { createInvalidations, type Invalidations } from './invalidations.ts'
import { openShared } from './open-parts.ts'
import { createPageCache, type PageCache } from './page-cache.ts'
import type { Release } from './release.ts'
import type { Opening } from './server.ts'
import type { ShownMarket } from './shown-market.ts'

export interface Pages {
  cache: PageCache
  finder: PageFinder
  invalidations: Invalidations
  hits: HitCounter
  /** Undefined when there is no Redis to reach. */
  isRedisUp: (() => boolean) | undefined
}

export function openPages({ options, commons, onEvent, parts }: Opening, board: Board, release: () => Release): Pages {
  const invalidated = createInvalidated()
  const hits = createHitCounter()
  const { shared, leases, isRedisUp } = openShared(options, commons, onEvent, parts)
  const { cacheEntries: maxEntries, cacheBytes: maxBytes } = options
  const leaseMs = options.renderTimeoutMs + 1_000
  const cache = createPageCache({ board, maxEntries, maxBytes, shared, leases, leaseMs, invalidated }, onEvent)
  parts.push(cache)
  const finder = createPageFinder({
    board,
    cache,
    invalidated,
    count: hits.count,
    strayed: (pages) => invalidations.strayed(pages),
    onEvent,
  })
  const invalidations = createInvalidations({ release, finder, invalidated, onEvent })
  return { cache, finder, invalidations, hits, isRedisUp }
}

/** Now and then the figures in pages are compared with what they are, and hits are handed over to be counted. */
export function lookAfterPages(
  { options, commons, parts }: Opening,
  { finder, hits }: Pages,
  shownMarket: ShownMarket,
  release: () => Release,
): void {
  const lookAtFigures = () => {
    shownMarket.check()
    finder.findStrayed(release())
  }
  const handOverHits = () => commons.addHits(hits.take())
  parts.push(every(figuresEveryMs, lookAtFigures, () => {}))
  parts.push({ close: async () => handOverHits() })
  parts.push(every(options.hitsEveryMs, handOverHits, () => {}))
}

const figuresEveryMs = 1_000
