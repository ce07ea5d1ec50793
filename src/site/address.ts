import type { Route } from './route.ts'

/**
 * Paths of the site. A *site path* is what routes speak of (`/coin/btc`); an *address* is what clients ask for
 * (`/vi/coin/btc`). With one locale alone both are the same.
 */
export function addressOf(sitePath: string, locale: string, locales: readonly string[]): string {
  return locales.length === 1 ? sitePath : `/${locale}${sitePath}`
}

/** The languages a route is in. What is the same for all of them is in the first, so that its address has none. */
export function localesOf(route: Route, locales: readonly string[]): readonly string[] {
  return route.kind === 'document' && !route.isLocalised ? locales.slice(0, 1) : locales
}

/** Whether a decoded segment is an ordinary name: no dot segment, no slash in disguise, no control byte. */
export function isOrdinarySegment(segment: string): boolean {
  return segment !== '.' && segment !== '..' && !/[\u0000-\u001f\u007f/\\]/.test(segment)
}

/** One segment as it stands in an address: the one way of writing it, so that it can be a key. */
export function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
