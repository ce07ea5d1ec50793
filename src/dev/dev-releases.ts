import type { StoredCatalogue } from '../content/products.ts'
import { type Running, within } from '../core/lifecycle.ts'
import type { Answer } from '../serve/answer.ts'
import type { ProductSource } from '../serve/products/product-source.ts'
import { ReadyPage } from '../serve/ready-page.ts'
import type { Release } from '../serve/release.ts'
import type { DevContent } from './content.ts'
import type { OnDevEvent } from './dev-event.ts'
import { createDevRelease, type DevReleaseParts, emptyRelease } from './dev-release.ts'
import { makeProblemPage } from './page-maker.ts'
import { type Problem, problemOf, titleOf } from './problem.ts'
import { type LoadedSite, type Templates, viteClient } from './templates.ts'

export interface DevReleases extends Running {
  current(): Release
  /** Brings it up to date. Never rejects: what cannot be loaded is shown in place of every page. */
  refresh(): Promise<void>
  /** The page in place of all others, while there is none. */
  answerBroken(): Answer | undefined
  /** The page in place of one that throws. */
  explain(error: unknown, locale: string): Promise<ReadyPage>
  /** Something was changed: what is still broken is told once more. */
  forget(): void
}

export interface DevReleasesParts extends Pick<DevReleaseParts, 'board' | 'market'> {
  siteFolder: string
  templates: Pick<Templates, 'load' | 'show'>
  readContent(): Promise<DevContent>
  /** Undefined when the products of the content serve. */
  openProducts: ((catalogue: StoredCatalogue) => ProductSource) | undefined
}

/** Parsing thousands of reports takes longer than somebody waits who has pressed Ctrl-C. */
const closeMs = 500

export function createDevReleases(parts: DevReleasesParts, onEvent: OnDevEvent): DevReleases {
  const { siteFolder, templates, readContent, openProducts, board, market } = parts
  let current = emptyRelease()
  let broken: ReadyPage | undefined
  let made: { loaded: LoadedSite; content: DevContent } | undefined
  let products: { of: StoredCatalogue; source: ProductSource } | undefined
  const told = new Set<string>()
  let refreshing = Promise.resolve()

  async function productsOf(catalogue: StoredCatalogue): Promise<ProductSource | undefined> {
    if (!openProducts || products?.of === catalogue) return products?.source
    const before = products
    const source = openProducts(catalogue)
    products = { of: catalogue, source }
    await before?.source.close()
    // Those of the content serve until the API has answered.
    void source.start()
    return source
  }

  function tell(problem: Problem): void {
    const title = titleOf(problem)
    if (told.has(title)) return
    told.add(title)
    onEvent({ type: 'broken', problem })
  }

  async function explain(error: unknown, locale: string): Promise<ReadyPage> {
    const problem = problemOf(error, siteFolder)
    tell(problem)
    return new ReadyPage('', await makeProblemPage(problem, locale, [viteClient]), board)
  }

  async function load(): Promise<void> {
    const [loaded, content] = await Promise.all([templates.load(), readContent()])
    if (!broken && made?.loaded === loaded && made.content === content) return
    const source = await productsOf(content.catalogue)
    current = await createDevRelease({ loaded, content, products: source, board, market, explain })
    made = { loaded, content }
    broken = undefined
  }

  async function refresh(): Promise<void> {
    try {
      await load()
    } catch (error) {
      broken = await explain(error, 'en')
      templates.show(problemOf(error, siteFolder))
    }
  }

  return {
    current: () => current,
    explain,
    forget: () => told.clear(),
    answerBroken: () => broken && { kind: 'page', page: broken, cacheStatus: 'enddel; fwd=uri-miss' },
    refresh: () => (refreshing = refresh()),
    async close() {
      await within(closeMs, refreshing)
      await products?.source.close()
    },
  }
}
