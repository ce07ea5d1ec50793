/**
 * Paths of the site. A *site path* is what routes speak of (`/coin/btc`); an *address* is what clients ask for
 * (`/vi/coin/btc`). With one locale alone both are the same.
 */
export function addressOf(sitePath: string, locale: string, locales: readonly string[]): string {
  return locales.length === 1 ? sitePath : `/${locale}${sitePath}`
}

/** One segment as it stands in an address: the one way of writing it, so that it can be a key. */
export function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
