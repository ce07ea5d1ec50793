import type { Invalidated } from '../cache/invalidated.ts'
import type { Invalidation, Selector } from '../cache/invalidation.ts'
import { productSourceTag } from './admin.ts'
import type { OnServeEvent } from './events.ts'
import type { PageFinder, Strayed } from './find-page.ts'
import type { Release } from './release.ts'

export interface InvalidationParts {
  release(): Release
  finder: Pick<PageFinder, 'dropInvalidated'>
  invalidated: Invalidated
  onEvent: OnServeEvent
}

/** Everything that makes pages of this process stale. */
export interface Invalidations {
  /** Hears the log, which is that of all processes. */
  follow(invalidation: Invalidation): void
  /** Pages whose printed figures are too far from what they are. */
  strayed(pages: readonly Strayed[]): void
  /** Products that came, went or changed. */
  productsChanged(slugs: readonly string[]): void
}

export function createInvalidations({ release, finder, invalidated, onEvent }: InvalidationParts): Invalidations {
  function invalidate(invalidation: Invalidation) {
    invalidated.apply(invalidation)
    finder.dropInvalidated(release())
    onEvent({ type: 'invalidated', ...invalidation })
  }

  // Of this process alone, so just above what it knows: by the clock it could outrun invalidations that come later.
  function invalidateHere(selector: Selector, newest = 0) {
    const version = Math.max(invalidated.version, release().version, newest) + 1
    invalidate({ version, mode: 'soft', selector })
  }

  return {
    follow(invalidation) {
      const { all, tags } = invalidation.selector
      if (all || tags?.includes(productSourceTag)) release().products?.invalidate()
      invalidate(invalidation)
    },
    strayed(pages) {
      const paths = pages.map(({ address }) => address)
      invalidateHere({ paths }, Math.max(...pages.map(({ version }) => version)))
    },
    productsChanged: (slugs) => invalidateHere({ tags: ['products', ...slugs.map((slug) => `product:${slug}`)] }),
  }
}
