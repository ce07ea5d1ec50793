import { createBoard } from '../market/board.ts'
import { createInvalidated } from '../cache/invalidated.ts'
import type { Mode, Selector } from '../cache/invalidation.ts'
import type { Leases } from '../cache/leases.ts'
import { createLocalLeases } from '../cache/local-leases.ts'
import type { SharedTier } from '../cache/tier.ts'
import { requireCurrent } from '../output/current.ts'
import type { ServeEvent } from '../serve/events.ts'
import { createPageFinder, type PageFinder } from '../serve/find-page.ts'
import { createPageCache, type PageCache } from '../serve/page-cache.ts'
import { loadRelease, type Release } from '../serve/release.ts'
import type { Match } from '../site/match.ts'
import { serveOptions } from './serving.ts'

export interface FindingOptions {
  /** The built site. */
  out: string
  hotBytes?: number
  maxEntries?: number
  shared?: SharedTier
  leases?: Leases
  clock?: { now: number }
}

export interface Finding {
  release: Release
  cache: PageCache
  finder: PageFinder
  /** Stands where it is put. */
  clock: { now: number }
  events: ServeEvent[]
  /** What was counted beside the hits of the hot table. */
  counted: Map<string, number>
  match(path: string): Match
  /** What a client sees of a site path: the heading of the page and its Cache-Status, or where it leads; a failure is thrown. */
  seen(path: string, locale?: string): Promise<string>
  invalidate(selector: Selector, mode?: Mode): void
  rendered(): number
}

/** Runs `work` with a page finder over a loaded build, and a clock that is moved by hand. */
export async function withFinder<Result>(
  {
    out,
    hotBytes,
    shared,
    clock = { now: Date.now() },
    leases = createLocalLeases(),
    maxEntries = 100,
  }: FindingOptions,
  work: (finding: Finding) => Promise<Result>,
): Promise<Result> {
  const board = createBoard()
  const options = {
    ...serveOptions,
    openProducts: undefined,
    board,
    showSnapshot: board.apply,
    ...(hotBytes !== undefined && { hotBytes }),
  }
  const release = await loadRelease(out, await requireCurrent(out), options)
  const events: ServeEvent[] = []
  const counted = new Map<string, number>()
  const onEvent = (event: ServeEvent) => void events.push(event)
  const now = () => clock.now
  const invalidated = createInvalidated()
  const bounds = { maxEntries, maxBytes: 1024 * 1024, leaseMs: 5_000 }
  const cache = createPageCache({ ...bounds, board, shared, leases, invalidated, now, random: () => 0 }, onEvent)
  const count = (address: string, hits = 1) => void counted.set(address, (counted.get(address) ?? 0) + hits)
  const finder = createPageFinder({ board, strayed() {}, cache, invalidated, count, onEvent, now })

  const finding: Finding = {
    release,
    cache,
    finder,
    clock,
    events,
    counted,
    match: (path) => release.match(path.slice(1).split('/'), new URLSearchParams())!,
    async seen(path, locale = 'vi') {
      const answer = await finder.find(release, finding.match(path), locale)
      if (answer.kind !== 'page') return `${answer.kind} ${'location' in answer ? answer.location : ''}`
      const heading = /<h1[^>]*>([^<]*)/.exec(Buffer.from(answer.page.page.html).toString())![1]
      return `${heading}, ${answer.cacheStatus}`
    },
    invalidate(selector, mode = 'soft') {
      const version = Math.max(invalidated.version, release.version) + 1
      invalidated.apply({ version, mode, selector })
      finder.dropInvalidated(release)
    },
    rendered: () => events.filter(({ type }) => type === 'rendered').length,
  }
  try {
    return await work(finding)
  } finally {
    await cache.close()
    await release.close()
  }
}
