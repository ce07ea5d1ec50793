/** The sample site as readers see it: which addresses stand for all, and pages of a browser to go through them. */
import type { BrowserContext, Page } from 'playwright-core'
import { requireCurrent } from '../output/current.ts'
import { openBuild } from '../output/read.ts'
import { sampleOut } from './builds.ts'
import { withServer } from './serving.ts'

export interface Visited {
  address: string
  route: string
  status: number
  locale: string
}

export async function withSampleSite<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  return withServer(await sampleOut(), {}, ({ url }) => work(url))
}

/** One address of each route in each language, the 404 pages and both forms of reports among them; the 500 pages have none. */
export async function addressesToVisit(): Promise<Visited[]> {
  const out = await sampleOut()
  const { manifest, pages: all } = await openBuild(out, (await requireCurrent(out)).build)
  const html = all().filter(({ type }) => type === undefined)
  const firstOf = new Map(html.map((page) => [`${page.route} ${page.locale}`, page]))
  const isolated = manifest.locales.map((locale) => {
    return { address: `/${locale}/crypto_report/2`, route: 'report', status: 200, locale }
  })
  const pages = [...firstOf.values()].filter(({ status }) => status !== 500)
  return [...pages, ...isolated].map(({ address, route, status, locale }) => ({ address, route, status, locale }))
}

/** Several at a time. To open a page takes longer than to go on to another address in it. */
export async function onPages<Item>(
  context: BrowserContext,
  items: readonly Item[],
  work: (page: Page, item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items]
  const next = async () => {
    const page = await context.newPage()
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(page, item)
  }
  await Promise.all(Array.from({ length: 4 }, next))
}
