import { LRUCache } from 'lru-cache'
import { singleFlight } from '../cache/single-flight.ts'
import { describeFailure } from '../render/render.ts'
import { addressOf } from '../site/address.ts'
import type { Match } from '../site/match.ts'
import { resolvePage } from '../site/resolve.ts'
import type { Answer } from './answer.ts'
import type { OnServeEvent } from './events.ts'
import { makeReady, type ReadyPage } from './ready-page.ts'
import type { Release } from './release.ts'

/** Quality of what is compressed while somebody waits. */
const brotliQuality = 5

export interface ColdPages {
  /** The page of a route that was not built; errors and redirects are answers too. */
  answer(release: Release, match: Match, locale: string): Promise<Answer>
}

type Outcome =
  { kind: 'page'; page: ReadyPage; freshForMs: number } | { kind: 'not-found' } | { kind: 'redirect'; to: string }

/**
 * Renders pages on demand, once however many ask, and keeps them while they are fresh, within `maxBytes`. Keys carry the
 * release, so an old page cannot outlive its build; what failed is not kept. `count` hears of every page that was there.
 */
export function createColdPages(maxBytes: number, count: (address: string) => void, onEvent: OnServeEvent): ColdPages {
  const kept = new LRUCache<string, ReadyPage>({ maxSize: maxBytes, sizeCalculation: (page) => page.bytes })
  const once = singleFlight<Outcome>()

  return {
    async answer(release, match, locale) {
      const address = addressOf(match.path, locale, release.locales)
      const key = `${release.id} ${address}`
      const found = kept.get(key)
      if (found) {
        count(address)
        onEvent({ type: 'page', tier: 'memory', count: 1 })
        return { kind: 'page', page: found, cacheStatus: 'enddel; hit' }
      }

      let isMine = false
      const outcome = await once(key, async () => {
        isMine = true
        const made = await makePage(release, match, locale, address, onEvent)
        if (made.kind === 'page' && made.page.status === 200) kept.set(key, made.page, { ttl: made.freshForMs })
        return made
      })
      if (outcome.kind === 'page' && outcome.page.status === 200) count(address)
      return toAnswer(outcome, release, locale, isMine, onEvent)
    },
  }
}

async function makePage(
  release: Release,
  match: Match,
  locale: string,
  address: string,
  onEvent: OnServeEvent,
): Promise<Outcome> {
  const route = match.route.id
  try {
    const resolved = await resolvePage(match, locale, release.contextFor, release.renderTimeoutMs)
    if (resolved.kind !== 'page') return resolved
    const { page, failure, ms } = await release.pool.render({ spec: resolved.spec, brotliQuality })
    onEvent({ type: 'rendered', route, ms })
    if (failure) onEvent({ type: 'render-failed', route, address, ...failure })
    return { kind: 'page', page: await makeReady(page), freshForMs: page.freshness.freshForMs }
  } catch (error) {
    onEvent({ type: 'render-failed', route, address, ...describeFailure(error, 'server/') })
    throw error
  }
}

function toAnswer(outcome: Outcome, release: Release, locale: string, isMine: boolean, onEvent: OnServeEvent): Answer {
  switch (outcome.kind) {
    case 'page': {
      onEvent({ type: 'page', tier: 'render', count: 1 })
      const stored = outcome.page.status === 200 ? '; stored' : ''
      return { kind: 'page', page: outcome.page, cacheStatus: `enddel; fwd=uri-miss${isMine ? stored : '; collapsed'}` }
    }
    case 'redirect':
      return { kind: 'redirect', status: 302, location: addressOf(outcome.to, locale, release.locales), varies: false }
    case 'not-found':
      return { kind: 'page', page: release.errorPage(404, locale), cacheStatus: 'enddel; fwd=uri-miss' }
  }
}
