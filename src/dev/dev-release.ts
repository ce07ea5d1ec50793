import { contentIn } from '../content/content-in.ts'
import type { Board } from '../market/board.ts'
import { createMarketView, type MarketMode } from '../market/market-view.ts'
import { createHotTable } from '../serve/hot-table.ts'
import type { ProductSource } from '../serve/products/product-source.ts'
import { ReadyPage } from '../serve/ready-page.ts'
import type { Release } from '../serve/release.ts'
import { createMatcher } from '../site/match.ts'
import { type ContextFor, errorSpec } from '../site/resolve.ts'
import type { DevContent } from './content.ts'
import { makePage } from './page-maker.ts'
import type { LoadedSite } from './templates.ts'

export interface DevReleaseParts {
  loaded: LoadedSite
  content: DevContent
  products: ProductSource | undefined
  board: Board
  market: MarketMode
  /** The page in place of one that throws. */
  explain(error: unknown, locale: string): Promise<ReadyPage>
}

/** A site and a content as they are now, in place of a build: nothing is hot, nothing was built, everything is rendered. */
export async function createDevRelease(parts: DevReleaseParts): Promise<Release> {
  const { loaded, content, board, explain } = parts
  const { locales, routes } = loaded.site
  const render: Release['pool']['render'] = async ({ spec }) => {
    const since = performance.now()
    const page = await makePage(spec, loaded.render(spec), loaded.dress)
    return { page, failure: undefined, ms: performance.now() - since }
  }
  const errorPages = new Map<string, ReadyPage>()
  for (const locale of locales) {
    for (const status of [404, 500] as const) {
      const made = render({ spec: errorSpec(status, locale), brotliQuality: 0 }).then(
        ({ page }) => new ReadyPage('', page, board),
        (error: unknown) => explain(error, locale),
      )
      errorPages.set(`${status} ${locale}`, await made)
    }
  }
  return {
    ...emptyRelease(),
    locales,
    reports: content.reports.index.versions(),
    match: createMatcher(routes),
    contextFor: contextOf(parts),
    products: parts.products,
    pool: { render, close: async () => {} },
    errorPage: (status, locale) => errorPages.get(`${status} ${locale}`)!,
  }
}

/** Of a site that cannot be shown: no page, and no report. */
export function emptyRelease(): Release {
  const none = () => {
    throw new Error('a site that cannot be loaded has no page')
  }
  return {
    id: 'dev',
    version: 0,
    locales: ['en'],
    reports: new Map(),
    hot: createHotTable(0),
    built: new Map(),
    readBuilt: async () => undefined,
    damaged: [],
    quarantined: [],
    match: () => undefined,
    contextFor: none,
    products: undefined,
    pool: { render: async () => none(), close: async () => {} },
    renderTimeoutMs: 30_000,
    files: new Map(),
    errorPage: none,
    use: (work) => work(),
    close: async () => {},
  }
}

function contextOf({ loaded, content, products, board, market: mode }: DevReleaseParts): ContextFor {
  const { locales } = loaded.site
  const { reports, catalogue } = content
  const market = createMarketView(content.market, mode, board)
  const own = new Map(locales.map((locale) => [locale, contentIn(locale, locales, { reports, catalogue })]))
  return (locale) => {
    const here = own.get(locale)!
    return { ...here, products: products?.productsFor(locale, locales) ?? here.products, market: market(), locale }
  }
}
