import type { OnServeEvent } from './events.ts'
import type { PageFinder } from './find-page.ts'
import { openProductsWith } from './open-products.ts'
import type { Pages } from './open-pages.ts'
import type { Release } from './release.ts'
import { createReleases, type Releases } from './releases.ts'
import type { Opening } from './server.ts'
import type { ShownMarket } from './shown-market.ts'
import { warmUp } from './warm-up.ts'

export interface ReleasesNeeds {
  pages: Pages
  shownMarket: ShownMarket
  announce(release: Release): void
}

/** The current build, and each later one in its place. */
export async function openReleases(opening: Opening, needs: ReleasesNeeds): Promise<Releases> {
  const { options, commons, onEvent, parts } = opening
  const { finder, invalidations } = needs.pages
  const { board, showSnapshot } = needs.shownMarket
  const openProducts = openProductsWith(options, commons, onEvent, invalidations.productsChanged)
  const releases = await createReleases({
    out: options.out,
    options: { ...options, openProducts, board, showSnapshot },
    prepare: (release) => prepareRelease(release, finder, 'reload', opening),
    onRelease: (release) => turnTo(release, needs, onEvent),
    onProblem: (error) => onEvent({ type: 'release-failed', error }),
  })
  parts.push(releases)
  return releases
}

function turnTo(release: Release, { pages, announce }: ReleasesNeeds, onEvent: OnServeEvent): void {
  const { id, built, damaged } = release
  announce(release)
  pages.hits.follow(release.hot.pages)
  pages.finder.dropInvalidated(release)
  pages.cache.keepOnly(new Set([id]))
  onEvent({ type: 'release', id, pages: built.size, damaged })
}

/** A new build is not to wait for its pages as long as a new server may. */
const warmLimitMs = { start: 10_000, reload: 1_000 }

/** Has products and the most popular pages there before they are asked for. */
export async function prepareRelease(
  release: Release,
  finder: PageFinder,
  moment: keyof typeof warmLimitMs,
  { options: { out, warmPages }, onEvent }: Pick<Opening, 'options' | 'onEvent'>,
): Promise<void> {
  await release.products?.start()
  await warmUp(release, finder, { out, pages: warmPages, limitMs: warmLimitMs[moment] }, onEvent)
}
