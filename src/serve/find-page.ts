/**
 * Where a page comes from:
 *
 *   hot table ─> memory ─> the build's files ─> Redis or disk ─> a render
 *
 * The wire has looked into the hot table before; what comes here is what it did not know, or was not sure of.
 */
import type { Invalidated } from '../cache/invalidated.ts'
import { singleFlight } from '../cache/single-flight.ts'
import type { Found, Item, Made, Place } from '../cache/tiered-cache.ts'
import type { RenderFailure } from '../render/page.ts'
import { describeFailure } from '../render/render.ts'
import type { Elsewhere } from '../site/contract.ts'
import { addressOf } from '../site/address.ts'
import { resolveFreshness } from '../site/freshness.ts'
import type { Match } from '../site/match.ts'
import { resolvePage } from '../site/resolve.ts'
import type { Answer } from './answer.ts'
import { builtItem, isBuilt, placeOf, staleItem } from './built-page.ts'
import type { OnServeEvent } from './events.ts'
import type { PageCache } from './page-cache.ts'
import { ReadyPage } from './ready-page.ts'
import type { Release } from './release.ts'

/** Quality of what is compressed while somebody waits, and while nobody does. */
const brotliQuality = { awaited: 1, background: 5 }
/** A page that is asked for so often is answered by the wire from then on. */
const hitsToPromote = 2

export interface PageFinder {
  /** The answer for a page of the site. Rejects when there is none, with PageFailed when there is a page that says so. */
  find(release: Release, match: Match, locale: string): Promise<Answer>
  /** Has a page in memory before it is asked for. Rejects like {@link PageFinder.find}. */
  warm(release: Release, match: Match, locale: string): Promise<void>
  /** Takes out of the hot table what was invalidated. */
  dropInvalidated(release: Release): void
}

export interface FinderParts {
  cache: PageCache
  invalidated: Invalidated
  /** Hears of every page that was there and that the wire did not answer. */
  count(address: string): void
  onEvent: OnServeEvent
}

/** A page threw while it was rendered; `page` is what its route shows then. */
export class PageFailed extends Error {
  readonly failure: RenderFailure
  readonly page: ReadyPage

  constructor(failure: RenderFailure, page: ReadyPage) {
    super(failure.message)
    this.failure = failure
    this.page = page
  }
}

export function createPageFinder({ cache, invalidated, count, onEvent }: FinderParts): PageFinder {
  const readOnce = singleFlight<ReadyPage | undefined>()

  /** Leaves the hot table, and is kept as long as it may still be used. */
  function demote(release: Release, address: string): void {
    const placed = release.hot.remove(address)
    if (placed) cache.keep(placed.place, staleItem(placed.item, Date.now()))
  }

  function answerHot(page: ReadyPage): Answer {
    page.hits++
    onEvent({ type: 'page', tier: 'hot', count: 1 })
    return { kind: 'page', page, cacheStatus: 'enddel; hit' }
  }

  /** Puts what the build has into memory, if it may be used at all. */
  async function keepBuilt(release: Release, place: Place): Promise<void> {
    const stored = release.built.get(place.address)
    if (!stored) return
    const verdict = invalidated.verdict(place.names, stored.tags, release.version)
    if (verdict === 'hard') return
    const page = await readOnce(`${release.id} ${place.address}`, () => release.readBuilt(stored))
    if (!page) return
    const item = builtItem(page, stored, release.version)
    cache.keep(place, verdict === 'valid' ? item : staleItem(item, Date.now()))
  }

  async function render(
    release: Release,
    match: Match,
    locale: string,
    isAwaited: boolean,
  ): Promise<Made<ReadyPage, Elsewhere>> {
    const route = match.route.id
    const address = addressOf(match.path, locale, release.locales)
    try {
      const resolved = await resolvePage(match, locale, release.contextFor, release.renderTimeoutMs)
      if (resolved.kind !== 'page') return { kept: false, other: resolved }
      const quality = isAwaited ? brotliQuality.awaited : brotliQuality.background
      const { page, failure, ms } = await release.pool.render({ spec: resolved.spec, brotliQuality: quality })
      onEvent({ type: 'rendered', route, ms })
      if (failure) throw new PageFailed(failure, new ReadyPage(address, page))
      const { freshness: lifetime, tags } = page
      return { kept: true, create: (life) => new ReadyPage(address, page, life), lifetime, tags }
    } catch (error) {
      const failure = error instanceof PageFailed ? error.failure : describeFailure(error, 'server/')
      onEvent({ type: 'render-failed', route, address, ...failure })
      throw error
    }
  }

  function answerFound(found: Found<ReadyPage, Elsewhere>, place: Place, release: Release, locale: string): Answer {
    switch (found.kind) {
      case 'item': {
        const { item, from, state } = found
        meet(release, place, item, state === 'fresh')
        onEvent({ type: 'page', tier: from, count: 1 })
        return { kind: 'page', page: item.value, cacheStatus: hitStatus(found) }
      }
      case 'made':
        count(place.address)
        onEvent({ type: 'page', tier: 'render', count: 1 })
        return {
          kind: 'page',
          page: found.item.value,
          cacheStatus: `enddel; fwd=uri-miss; ${found.isMine ? 'stored' : 'collapsed'}`,
        }
      case 'other':
        return answerElsewhere(found.other, release, locale)
    }
  }

  function meet(release: Release, place: Place, item: Item<ReadyPage>, isFresh: boolean): void {
    const page = item.value
    page.earlierHits++
    count(page.address)
    if (isFresh && (isBuilt(item) || page.popularity >= hitsToPromote)) {
      if (release.hot.admit({ place, item })) onEvent({ type: 'page-promoted' })
    }
  }

  /** For pages that are never kept: every request has its own. */
  async function findUncached(release: Release, match: Match, locale: string): Promise<Answer> {
    const made = await render(release, match, locale, true)
    if (!made.kept) return answerElsewhere(made.other, release, locale)
    onEvent({ type: 'page', tier: 'render', count: 1 })
    const now = Date.now()
    return { kind: 'page', page: made.create({ madeAt: now, freshUntil: now }), cacheStatus: 'enddel; fwd=uri-miss' }
  }

  async function findKept(release: Release, match: Match, locale: string, place: Place) {
    const here = cache.peek(place)
    if (!here || (here.state === 'stale' && isBuilt(here.item))) await keepBuilt(release, place)
    return cache.get(place, (isAwaited) => render(release, match, locale, isAwaited))
  }

  return {
    async find(release, match, locale) {
      const place = placeOf(release.id, match.path, locale, release.locales)
      const hot = release.hot.pages.get(place.address)
      if (hot && hot.freshUntil > Date.now()) return answerHot(hot)
      if (hot) demote(release, place.address)
      if (resolveFreshness(match.route.freshness).freshForMs === 0) return findUncached(release, match, locale)

      const since = performance.now()
      const found = await findKept(release, match, locale, place)
      const answer = answerFound(found, place, release, locale)
      return answer.kind === 'page' ? { ...answer, serverTiming: timing(found, performance.now() - since) } : answer
    },

    async warm(release, match, locale) {
      if (resolveFreshness(match.route.freshness).freshForMs === 0) return
      await findKept(release, match, locale, placeOf(release.id, match.path, locale, release.locales))
    },

    dropInvalidated(release) {
      for (const { place, item } of [...release.hot.all()]) {
        if (invalidated.verdict(place.names, item.tags, item.version) !== 'valid') demote(release, place.address)
      }
    },
  }
}

/** The Server-Timing of a page that had to be looked for (W3C Server Timing). */
function timing(found: Found<ReadyPage, Elsewhere>, ms: number): string {
  return `${found.kind === 'item' ? found.from : 'render'};dur=${ms.toFixed(1)}`
}

/** RFC 9211: `ttl` is what is left of freshness, negative when it is over. */
function hitStatus({ item, from, state }: Extract<Found<ReadyPage, Elsewhere>, { kind: 'item' }>): string {
  if (isBuilt(item) || (state === 'fresh' && from === 'memory')) return 'enddel; hit'
  const ttl = Math.floor((item.madeAt + item.lifetime.freshForMs - Date.now()) / 1000)
  const detail = state === 'expired' ? '; detail=stale-if-error' : from === 'memory' ? '' : `; detail=${from}`
  return `enddel; hit; ttl=${ttl}${detail}`
}

function answerElsewhere(elsewhere: Elsewhere, release: Release, locale: string): Answer {
  if (elsewhere.kind === 'not-found')
    return { kind: 'page', page: release.errorPage(404, locale), cacheStatus: 'enddel; fwd=uri-miss' }
  const location = addressOf(elsewhere.to, locale, release.locales)
  return { kind: 'redirect', status: 302, location, varies: false }
}
