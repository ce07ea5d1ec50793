/**
 * Where a page comes from:
 *
 *   hot table ─> memory ─> the build's files ─> Redis or disk ─> a render
 *
 * Files of the build that are known to be stale come after Redis or disk, which may have what was rendered since.
 * The wire has looked into the hot table before; what comes here is what it did not know, or was not sure of.
 */
import type { Invalidated } from '../cache/invalidated.ts'
import { singleFlight } from '../cache/single-flight.ts'
import type { Found, Item, Made, Place } from '../cache/tiered-cache.ts'
import type { Board } from '../market/board.ts'
import type { ManifestPage } from '../output/manifest.ts'
import type { RenderFailure } from '../render/page.ts'
import { describeFailure } from '../render/render.ts'
import type { Elsewhere } from '../site/contract.ts'
import { addressOf, localesOf } from '../site/address.ts'
import { resolveFreshness } from '../site/freshness.ts'
import type { Match } from '../site/match.ts'
import { resolvePage } from '../site/resolve.ts'
import type { Answer } from './answer.ts'
import { builtItem, isBuilt, placeOf, staleItem } from './built-page.ts'
import type { OnServeEvent } from './events.ts'
import type { PlacedPage } from './hot-table.ts'
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
  /** Looks for pages in the hot table whose printed figures are too far from what they are. */
  findStrayed(release: Release): void
}

/** `version` is that of its item: what makes it stale has to be newer. */
export interface Strayed {
  address: string
  version: number
}

export interface FinderParts {
  /** Whose figures the pages show. */
  board: Board
  cache: PageCache
  invalidated: Invalidated
  /** Hears of every page that the wire did not answer, and of the hits of those that left the hot table. */
  count(address: string, hits?: number): void
  /** Hears of pages whose printed figures are too far from what they are: from then on they are to be stale. */
  strayed(pages: readonly Strayed[]): void
  onEvent: OnServeEvent
  now?: () => number
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

export function createPageFinder(parts: FinderParts): PageFinder {
  const { board, cache, invalidated, count, strayed, onEvent, now = Date.now } = parts

  const readOnce = singleFlight<ReadyPage | undefined>()
  /** When a page of a build was first known to be stale; 0 once it was rendered anew. */
  const staleSince = new WeakMap<ManifestPage, number>()

  function demote(release: Release, address: string): void {
    const placed = release.hot.remove(address)
    if (placed) settle(release, placed)
  }

  /** What left the hot table is kept as long as it may still be used, and its hits are not lost. */
  function settle(release: Release, { place, item }: PlacedPage): void {
    const page = item.value
    if (page.hits > 0) count(page.address, page.hits)
    page.earlierHits += page.hits
    page.hits = 0
    if (!isBuilt(item)) return cache.keep(place, item)
    // The disk has it, and beyond this process there may be a newer one.
    const stored = release.built.get(place.address)
    if (stored && invalidated.verdict(place.names, item.tags, item.version) !== 'valid') sinceOf(stored)
  }

  function sinceOf(stored: ManifestPage): number {
    const since = staleSince.get(stored) ?? now()
    staleSince.set(stored, since)
    return since
  }

  /** A built page that is known to be stale has its end in sight, however often it is read again. */
  function ending(release: Release, item: Item<ReadyPage>): Item<ReadyPage> {
    const stored = release.built.get(item.value.address)
    return stored && isBuilt(item) ? staleItem(item, sinceOf(stored)) : item
  }

  function answerHot(page: ReadyPage): Answer {
    page.hits++
    onEvent({ type: 'page', tier: 'hot', count: 1 })
    return { kind: 'page', page, cacheStatus: 'enddel; hit' }
  }

  async function readBuilt(release: Release, place: Place, wanted: 'valid' | 'soft') {
    const stored = release.built.get(place.address)
    if (!stored || invalidated.verdict(place.names, stored.tags, release.version) !== wanted) return undefined
    const page = await readOnce(`${release.id} ${place.address}`, () => release.readBuilt(stored))
    return page && builtItem(page, stored, release.version)
  }

  async function render(
    release: Release,
    match: Match,
    locale: string,
    isAwaited: boolean,
  ): Promise<Made<ReadyPage, Elsewhere>> {
    const route = match.route.id
    const address = addressIn(release, match, locale)
    try {
      const resolved = await resolvePage(match, locale, release.contextFor, board.capture, release.renderTimeoutMs)
      if (resolved.kind !== 'page') return { kept: false, other: resolved }
      const quality = isAwaited ? brotliQuality.awaited : brotliQuality.background
      const { page, failure, ms } = await release.pool.render({ spec: resolved.spec, brotliQuality: quality })
      onEvent({ type: 'rendered', route, ms })
      if (failure) throw new PageFailed(failure, new ReadyPage(address, page, board))
      const stored = release.built.get(address)
      if (stored && staleSince.has(stored)) staleSince.set(stored, 0)
      const { freshness: lifetime, tags } = page
      return { kept: true, create: (life) => new ReadyPage(address, page, board, life), lifetime, tags }
    } catch (error) {
      const failure = error instanceof PageFailed ? error.failure : describeFailure(error, 'server/')
      onEvent({ type: 'render-failed', route, address, ...failure })
      throw error
    }
  }

  function answerFound(
    found: Found<ReadyPage, Elsewhere>,
    place: Place,
    release: Release,
    match: Match,
    locale: string,
  ): Answer {
    switch (found.kind) {
      case 'item': {
        const { item, from, state } = found
        meet(release, place, item, state === 'fresh')
        onEvent({ type: 'page', tier: from, count: 1 })
        return { kind: 'page', page: item.value, cacheStatus: hitStatus(found, now()) }
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
        return answerElsewhere(found.other, release, match, locale)
    }
  }

  function meet(release: Release, place: Place, item: Item<ReadyPage>, isFresh: boolean): void {
    const page = item.value
    page.earlierHits++
    count(page.address)
    if (isFresh && (isBuilt(item) || page.popularity >= hitsToPromote)) {
      const displaced = release.hot.admit({ place, item })
      if (displaced) onEvent({ type: 'page-promoted' })
      for (const placed of displaced ?? []) settle(release, placed)
    }
  }

  /** For pages that are never kept: every request has its own. */
  async function findUncached(release: Release, match: Match, locale: string): Promise<Answer> {
    const made = await render(release, match, locale, true)
    if (!made.kept) return answerElsewhere(made.other, release, match, locale)
    onEvent({ type: 'page', tier: 'render', count: 1 })
    const madeAt = now()
    return { kind: 'page', page: made.create({ madeAt, freshUntil: madeAt }), cacheStatus: 'enddel; fwd=uri-miss' }
  }

  async function findKept(release: Release, match: Match, locale: string, place: Place) {
    const known = cache.peek(place)
    // One that is stale already is being made anew, or will be: to mark it again would make the new one stale too.
    if (known?.state === 'fresh' && known.item.value.hasStrayed())
      strayed([{ address: place.address, version: known.item.version }])
    const here = cache.peek(place)
    const good = here ? undefined : await readBuilt(release, place, 'valid')
    if (good) cache.keep(place, good)
    if (here?.state === 'stale') cache.keep(place, ending(release, here.item))
    return cache.get(
      place,
      // Nobody waits for what is made in the background, but the release does.
      (isAwaited) => release.use(() => render(release, match, locale, isAwaited)),
      async () => {
        const older = await readBuilt(release, place, 'soft')
        return older && ending(release, older)
      },
    )
  }

  return {
    async find(release, match, locale) {
      const place = placeOf(release.id, addressIn(release, match, locale), match.path)
      const hot = release.hot.pages.get(place.address)
      if (hot && hot.freshUntil > now()) return answerHot(hot)
      if (hot) demote(release, place.address)
      if (resolveFreshness(match.route.freshness).freshForMs === 0) return findUncached(release, match, locale)

      const since = performance.now()
      const found = await findKept(release, match, locale, place)
      const answer = answerFound(found, place, release, match, locale)
      return answer.kind === 'page' ? { ...answer, serverTiming: timing(found, performance.now() - since) } : answer
    },

    async warm(release, match, locale) {
      if (resolveFreshness(match.route.freshness).freshForMs === 0) return
      const place = placeOf(release.id, addressIn(release, match, locale), match.path)
      await findKept(release, match, locale, place)
    },

    findStrayed(release) {
      const pages: Strayed[] = []
      for (const { place, item } of release.hot.all()) {
        if (item.value.hasStrayed()) pages.push({ address: place.address, version: item.version })
      }
      if (pages.length > 0) strayed(pages)
    },

    dropInvalidated(release) {
      for (const { place, item } of [...release.hot.all()]) {
        if (invalidated.verdict(place.names, item.tags, item.version) !== 'valid') demote(release, place.address)
      }
    },
  }
}

export function addressIn({ locales }: Release, { route, path }: Match, locale: string): string {
  return addressOf(path, locale, localesOf(route, locales))
}

/** The Server-Timing of a page that had to be looked for (W3C Server Timing). */
function timing(found: Found<ReadyPage, Elsewhere>, ms: number): string {
  return `${found.kind === 'item' ? found.from : 'render'};dur=${ms.toFixed(1)}`
}

/** RFC 9211: `ttl` is what is left of freshness, 0 or less when it is stale, be it by an invalidation. */
function hitStatus({ item, from, state }: Extract<Found<ReadyPage, Elsewhere>, { kind: 'item' }>, now: number): string {
  if (isBuilt(item) || (state === 'fresh' && from === 'memory')) return 'enddel; hit'
  const left = Math.floor((item.madeAt + item.lifetime.freshForMs - now) / 1000)
  const ttl = state === 'fresh' ? left : Math.min(left, 0)
  const detail = state === 'expired' ? '; detail=stale-if-error' : from === 'memory' ? '' : `; detail=${from}`
  return `enddel; hit; ttl=${ttl}${detail}`
}

export function answerElsewhere(elsewhere: Elsewhere, release: Release, { route }: Match, locale: string): Answer {
  if (elsewhere.kind === 'not-found')
    return { kind: 'page', page: release.errorPage(404, locale), cacheStatus: 'enddel; fwd=uri-miss' }
  const location = addressOf(elsewhere.to, locale, localesOf(route, release.locales))
  return { kind: 'redirect', status: 302, location, varies: false }
}
