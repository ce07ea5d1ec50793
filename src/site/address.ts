/**
 * Paths of the site. A *site path* is what routes speak of (`/coin/btc`); an *address* is what clients ask for
 * (`/vi/coin/btc`). With one locale alone both are the same.
 */
export function addressOf(sitePath: string, locale: string, locales: readonly string[]): string {
  return locales.length === 1 ? sitePath : `/${locale}${sitePath}`
}

/** Parts an address; `locale` is undefined where the address names none of the site's. */
export function splitAddress(address: string, locales: readonly string[]): { locale: string | undefined; sitePath: string } {
  if (locales.length === 1) return { locale: locales[0], sitePath: address }
  const slash = address.indexOf('/', 1)
  const first = slash < 0 ? address.slice(1) : address.slice(1, slash)
  if (!locales.includes(first)) return { locale: undefined, sitePath: address }
  return { locale: first, sitePath: slash < 0 ? '/' : address.slice(slash) }
}

/** One segment as it stands in an address: the one way of writing it, so that it can be a key. */
export function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
