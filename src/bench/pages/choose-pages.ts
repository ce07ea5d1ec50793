import type { PageChoice } from '../scenario.ts'
import type { BenchPage, SitePages } from './site-pages.ts'

/** Pages, and the order in which they are asked for: indexes into `pages`. */
export interface ChosenPages {
  pages: readonly BenchPage[]
  order: readonly number[]
  /** How they were chosen, for the report. */
  how: string
}

/** More would not tell anything else, and each is read and checked before the load begins. */
export const maxPages = 1_000
const draws = 20_000

/** Undefined when there is no such page. The same pages and popularity always give the same choice. */
export function choosePages({ pages, popularity }: SitePages, choice: PageChoice): ChosenPages | undefined {
  const candidates = choice === 'live-one' ? livePages(pages) : pages
  if (candidates.length === 0) return undefined
  const ranked = [...candidates].sort((a, b) => hits(b) - hits(a))
  const isKnown = hits(ranked[0]!) > 0

  if (choice === 'one' || choice === 'live-one') {
    const page = isKnown ? ranked[0]! : middleOf(candidates)
    const why = isKnown ? 'the most popular page' : 'the page of middle size'
    return { pages: [page], order: [0], how: `${page.address}, ${why}` }
  }
  if (choice === 'all') {
    const some = everyNth(candidates, maxPages)
    return { pages: some, order: shuffled(some.length), how: `${some.length} of ${candidates.length} pages` }
  }
  const some = ranked.slice(0, maxPages)
  // Without hits: Zipf's law, which the popularity of pages follows (Breslau et al., "Web Caching and Zipf-like Distributions", 1999).
  const weights = some.map((page, rank) => (isKnown ? hits(page) : 1 / (rank + 1)))
  const by = isKnown ? 'by their hits in popular.json' : 'each 1/rank, in the order of the build'
  return { pages: some, order: weightedDraws(weights, draws), how: `${some.length} pages, ${by}` }

  function hits({ address }: BenchPage): number {
    return popularity.get(address) ?? 0
  }
}

/** Those whose text can be checked, if there are any. */
function livePages(pages: readonly BenchPage[]): readonly BenchPage[] {
  const live = pages.filter(({ mask }) => mask.length > 0)
  const checked = live.filter(({ isPrinting }) => !isPrinting)
  return checked.length > 0 ? checked : live
}

function middleOf(pages: readonly BenchPage[]): BenchPage {
  const bySize = [...pages].sort((a, b) => a.bytes - b.bytes)
  return bySize[(bySize.length - 1) >> 1]!
}

/** Spread over all of them. */
function everyNth(pages: readonly BenchPage[], most: number): BenchPage[] {
  const step = Math.max(1, pages.length / most)
  return Array.from({ length: Math.min(pages.length, most) }, (_, at) => pages[Math.floor(at * step)]!)
}

function shuffled(count: number): number[] {
  const random = seededRandom(1)
  const order = Array.from({ length: count }, (_, at) => at)
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const kept = order[at]!
    order[at] = order[other]!
    order[other] = kept
  }
  return order
}

/** Indexes, each as often as its weight says. */
export function weightedDraws(weights: readonly number[], count: number): number[] {
  const random = seededRandom(2)
  let sum = 0
  const sums = weights.map((weight) => (sum += weight))
  return Array.from({ length: count }, () => {
    const at = firstAbove(sums, random() * sum)
    return Math.min(at, weights.length - 1)
  })
}

/** The index of the first sum that is larger. */
function firstAbove(sums: readonly number[], value: number): number {
  let [low, high] = [0, sums.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}

/** Lehmer's generator with the constants of Park and Miller (1988): plain, and the same everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
