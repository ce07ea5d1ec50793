import { preferredLanguages } from './negotiate.ts'

export interface LocaleHints {
  /** `?lang=`, the word of the reader who clicked. */
  query: string | null
  cookie: string | undefined
  acceptLanguage: string | undefined
}

const cookieNames = ['preferred_language', 'language']

/** The site's locale for a path that names none: by query, then cookie, then Accept-Language, then the first locale. */
export function pickLocale(locales: readonly string[], { query, cookie, acceptLanguage }: LocaleHints): string {
  const wishes = [query, ...cookieNames.map((name) => readCookie(cookie, name)), ...preferredLanguages(acceptLanguage)]
  for (const wish of wishes) {
    const locale = wish && findLocale(locales, wish)
    if (locale) return locale
  }
  return locales[0]!
}

/** `en-GB` is served by `en` where there is nothing closer (lookup of RFC 4647, section 3.4). */
function findLocale(locales: readonly string[], wish: string): string | undefined {
  for (let tag = wish.toLowerCase(); tag; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    const locale = locales.find((one) => one.toLowerCase() === tag)
    if (locale) return locale
  }
  return undefined
}

function readCookie(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(';').find((part) => part.trim().startsWith(`${name}=`))
  return pair?.slice(pair.indexOf('=') + 1).trim()
}
