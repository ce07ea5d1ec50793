import { EnddelError, messageOf } from '../core/errors.ts'
import { fileNameOf } from '../output/file-name.ts'
import { addressOf, localesOf } from '../site/address.ts'
import type { Route, Site } from '../site/contract.ts'
import { fillPattern, type Match } from '../site/match.ts'
import type { Popularity } from '../output/popular.ts'
import { type ContextFor, paramsOf } from '../site/resolve.ts'

export interface PlannedPage {
  address: string
  locale: string
  match: Match
}

/**
 * The pages to build, in the order of the site. Routes marked `always` are built whole; of the other pages the `limit`
 * with the most hits, those without hits in the order of the site.
 */
export async function planPages(
  site: Site,
  contextFor: ContextFor,
  popularity: Popularity,
  limit: number,
): Promise<PlannedPage[]> {
  const pages: PlannedPage[] = []
  for (const route of site.routes) {
    if (route.prerender === 'none') continue
    const locales = localesOf(route, site.locales)
    for (const locale of locales) pages.push(...(await pagesOf(route, locale, locales, contextFor)))
  }
  refuseSharedFiles(pages, site.locales)

  const optional = pages.filter(({ match }) => !match.route.always)
  const popular = new Set(byPopularity(optional, popularity).slice(0, limit))
  return pages.filter((page) => page.match.route.always || popular.has(page))
}

async function pagesOf(
  route: Route,
  locale: string,
  locales: readonly string[],
  contextFor: ContextFor,
): Promise<PlannedPage[]> {
  try {
    const all = await paramsOf(route, contextFor(locale))
    return all.map((params) => {
      const path = fillPattern(route.pattern, params)
      return { address: addressOf(path, locale, locales), locale, match: { route, params, path } }
    })
  } catch (error) {
    throw new EnddelError('E_PARAMS', `the params of route ${route.id} cannot be used: ${messageOf(error)}`, {
      hint: `each needs a text for every name in ${route.pattern}`,
      cause: error,
    })
  }
}

/** The sort is stable: equal hits keep the order of the site. */
export function byPopularity(pages: readonly PlannedPage[], popularity: Popularity): PlannedPage[] {
  const hits = ({ address }: PlannedPage) => popularity.get(address) ?? 0
  return [...pages].sort((a, b) => hits(b) - hits(a))
}

/** Also where a file system would take upper and lower case for the same. */
function refuseSharedFiles(pages: readonly PlannedPage[], locales: readonly string[]): void {
  const owners = new Map<string, string>()
  for (const locale of locales) {
    for (const status of [404, 500]) {
      for (const key of fileKeys(addressOf(`/${status}`, locale, locales), false)) owners.set(key, `the ${status} page`)
    }
  }
  for (const { address, match } of pages) {
    const keys = fileKeys(address, match.route.kind === 'document')
    const owner = keys.map((key) => owners.get(key)).find((found) => found !== undefined)
    if (owner !== undefined) {
      throw new EnddelError('E_SAME_FILE', `${address} of route ${match.route.id} would be the same file as ${owner}`, {
        hint: 'give one of them another path',
      })
    }
    for (const key of keys) owners.set(key, `${address} of route ${match.route.id}`)
  }
}

/** A document has its page's name too: a page and a document at one address would be two files. */
function fileKeys(address: string, isDocument: boolean): string[] {
  const names = isDocument ? [fileNameOf(address), fileNameOf(address, true)] : [fileNameOf(address)]
  return names.map((name) => name.toLowerCase())
}
