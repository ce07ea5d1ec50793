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

/** The pages to build, in the order of the site: made anew each time they are gone through, since there may be very many. */
export type PlannedPages = Iterable<PlannedPage>

/** Routes marked `always` are built whole; of the other pages the `limit` with the most hits, those without hits in the order of the site. */
export async function planPages(
  site: Site,
  contextFor: ContextFor,
  popularity: Popularity,
  limit: number,
): Promise<PlannedPages> {
  const groups: PageGroup[] = []
  for (const route of site.routes) {
    if (route.prerender === 'none') continue
    const locales = localesOf(route, site.locales)
    for (const locale of locales) groups.push(await groupOf(route, locale, locales, contextFor))
  }
  refuseSharedFiles(pagesOf(groups), site.locales)

  const optional = groups.filter(({ route }) => !route.always)
  const chosen = Number.isFinite(limit) ? mostPopular(pagesOf(optional), popularity, limit) : undefined
  if (!chosen) return pagesOf(groups)
  return filtered(pagesOf(groups), ({ address, match }) => match.route.always || chosen.has(address))
}

export function filtered<Item>(items: Iterable<Item>, isWanted: (item: Item) => boolean): Iterable<Item> {
  return {
    *[Symbol.iterator]() {
      for (const item of items) if (isWanted(item)) yield item
    },
  }
}

/** The addresses of the `limit` pages with the most hits, those without hits in their order. */
export function mostPopular(pages: PlannedPages, popularity: Popularity, limit: number): Set<string> {
  const hits = (address: string) => popularity.get(address) ?? 0
  const addressesOf = function* (isKnown: boolean) {
    for (const { address } of pages) if (hits(address) > 0 === isKnown) yield address
  }
  // The sort is stable: equal hits keep the order of the site.
  const known = [...addressesOf(true)].sort((a, b) => hits(b) - hits(a))
  const chosen = new Set(known.slice(0, limit))
  for (const address of addressesOf(false)) {
    if (chosen.size >= limit) break
    chosen.add(address)
  }
  return chosen
}

interface PageGroup {
  route: Route
  locale: string
  locales: readonly string[]
  params: readonly Record<string, string>[]
}

function pagesOf(groups: readonly PageGroup[]): PlannedPages {
  return {
    *[Symbol.iterator]() {
      for (const { route, locale, locales, params: all } of groups) {
        for (const params of all) {
          const path = fillPattern(route.pattern, params)
          yield { address: addressOf(path, locale, locales), locale, match: { route, params, path } }
        }
      }
    },
  }
}

async function groupOf(
  route: Route,
  locale: string,
  locales: readonly string[],
  contextFor: ContextFor,
): Promise<PageGroup> {
  try {
    const params = await paramsOf(route, contextFor(locale))
    for (const some of params) fillPattern(route.pattern, some)
    return { route, locale, locales, params }
  } catch (error) {
    throw new EnddelError('E_PARAMS', `the params of route ${route.id} cannot be used: ${messageOf(error)}`, {
      hint: `each needs a text for every name in ${route.pattern}`,
      cause: error,
    })
  }
}

/** Also where a file system would take upper and lower case for the same. */
function refuseSharedFiles(pages: PlannedPages, locales: readonly string[]): void {
  const errorPages = new Map(
    locales.flatMap((locale) =>
      [404, 500].map((status) => [fileKey(addressOf(`/${status}`, locale, locales)), `the ${status} page`] as const),
    ),
  )
  const taken = new Set<string>()
  for (const page of pages) {
    for (const key of fileKeys(page)) {
      if (taken.has(key) || errorPages.has(key)) throw sharedFile(page, errorPages.get(key) ?? ownerOf(key, pages))
    }
    for (const key of fileKeys(page)) taken.add(key)
  }
}

/** The first page with this file. */
function ownerOf(key: string, pages: PlannedPages): string {
  for (const page of pages) if (fileKeys(page).includes(key)) return nameOf(page)
  return ''
}

function sharedFile(page: PlannedPage, owner: string): EnddelError {
  return new EnddelError('E_SAME_FILE', `${nameOf(page)} would be the same file as ${owner}`, {
    hint: 'give one of them another path',
  })
}

function nameOf({ address, match }: PlannedPage): string {
  return `${address} of route ${match.route.id}`
}

/** A document or image has its page's name too: a page and a document at one address would be two files. */
function fileKeys({ address, match }: PlannedPage): string[] {
  return match.route.kind !== 'page' ? [fileKey(address), fileKey(address, true)] : [fileKey(address)]
}

function fileKey(address: string, isDocument = false): string {
  return fileNameOf(address, isDocument).toLowerCase()
}
