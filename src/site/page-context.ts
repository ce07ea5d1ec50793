import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** What a page component may know of its own place on the site. */
export interface PageContext {
  /** Id of the route, `not-found` or `error`. */
  route: string
  status: number
  locale: string
  locales: readonly string[]
  /** Path without the locale, such as `/coin/btc`. */
  path: string
  params: Record<string, string>
  /** Where a path of the site is in this page's language: `/coin/btc` becomes `/vi/coin/btc`. */
  href(path: string): string
  /** Where this page, or another path of the site, is in another language. */
  hrefIn(locale: string, path?: string): string
  /** An address as other sites need it: `/vi/coin/btc` becomes `https://example.com/vi/coin/btc`, where SITE_URL is known. */
  url(address: string): string
  /** Whether the build has the PDF files of the routes that name one; not in `enddel dev`, nor without `enddel build --pdf`. */
  hasPdf: boolean
}

/** Set by the engine around every page. */
export const CurrentPage = createContext<PageContext | undefined>(undefined)

/** The page being rendered, for components far below it. */
export function usePage(): PageContext {
  const page = useContext(CurrentPage)
  if (!page) throw new Error('usePage() was called outside a page')
  return page
}
