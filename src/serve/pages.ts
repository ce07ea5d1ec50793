import { EnddelError } from '../core/errors.ts'
import { addressOf, encodeSegment, localesOf } from '../site/address.ts'
import type { Match, Matcher } from '../site/match.ts'
import type { Answer } from './answer.ts'
import { PageFailed, type PageFinder } from './find-page.ts'
import { type LocaleHints, pickLocale } from './locale.ts'
import type { Release } from './release.ts'
import type { RequestPath } from './request-path.ts'

type PagePath = Extract<RequestPath, { kind: 'path' }>
type Hints = Omit<LocaleHints, 'query'>

/** Answers a path that was not found as it stands: on the normalised path, by a redirect, on demand, or with the 404 page. */
export async function answerPage(
  asked: PagePath,
  hints: Hints,
  release: Release,
  finder: Pick<PageFinder, 'find'>,
): Promise<Answer> {
  const named = inSite(asked, release)
  const { segments } = named
  const found = matchIn(named, asked.query, release)
  if (!found) return withoutSlash(asked, named, release) ?? notFound(release, named.locale)

  const { match, locale } = found
  if (locale === undefined) {
    const wished = pickLocale(release.locales, { ...hints, query: asked.query.get('lang') })
    return { kind: 'redirect', status: 302, location: addressOf(match.path, wished, release.locales), varies: true }
  }
  // `/vi` is the home page of `/vi/`.
  if (segments.length === 1 && segments[0] === '' && !asked.path.endsWith('/')) {
    return { kind: 'redirect', status: 308, location: addressOf('/', locale, release.locales), varies: false }
  }
  return finder.find(release, match, locale).catch((error: unknown) => failure(error, release, locale))
}

/** The page that an address with its language stands for. */
export function matchAddress(asked: PagePath, release: Release) {
  const found = matchIn(inSite(asked, release), asked.query, release)
  return found?.locale === undefined ? undefined : { match: found.match, locale: found.locale }
}

/** What the part of an address that `inSite` tells of stands for. No locale: in that which its reader wishes. */
export function matchIn(
  { locale, segments }: PlaceInSite,
  query: URLSearchParams,
  { match: find, locales }: { match: Matcher; locales: readonly string[] },
): { match: Match; locale: string | undefined } | undefined {
  const match = find(segments, query)
  if (!match) return undefined
  if (localesOf(match.route, locales).length === locales.length) return { match, locale }
  // The same for all languages: behind one it is not.
  return locale === undefined ? { match, locale: locales[0] } : undefined
}

export interface PlaceInSite {
  locale: string | undefined
  segments: readonly string[]
}

/** The segments of the site path, and the locale the address names. */
export function inSite({ segments }: PagePath, { locales }: Pick<Release, 'locales'>): PlaceInSite {
  if (locales.length === 1) return { locale: locales[0], segments }
  const [first, ...rest] = segments
  if (!locales.includes(first!)) return { locale: undefined, segments }
  return { locale: first, segments: rest.length > 0 ? rest : [''] }
}

function withoutSlash({ query }: PagePath, { locale, segments }: PlaceInSite, release: Release): Answer | undefined {
  if (segments.length < 2 || segments.at(-1) !== '') return undefined
  const shorter = segments.slice(0, -1)
  if (!matchIn({ locale, segments: shorter }, query, release)) return undefined
  const path = `/${shorter.map(encodeSegment).join('/')}`
  const location = locale === undefined ? path : addressOf(path, locale, release.locales)
  return { kind: 'redirect', status: 308, location, varies: false }
}

function notFound(release: Release, locale = release.locales[0]!): Answer {
  return { kind: 'page', page: release.errorPage(404, locale), cacheStatus: 'enddel; hit' }
}

/** Full queue and time-out ask the client to come back; everything else is our fault. */
function failure(error: unknown, release: Release, locale: string): Answer {
  if (error instanceof PageFailed) return { kind: 'page', page: error.page, cacheStatus: 'enddel; fwd=uri-miss' }
  const page = release.errorPage(500, locale)
  const code = error instanceof EnddelError ? error.code : undefined
  if (code === 'E_QUEUE_FULL') return { kind: 'failure', page, status: 503, retryAfterS: 1 }
  if (code === 'E_RENDER_TIMEOUT') return { kind: 'failure', page, status: 504, retryAfterS: 5 }
  return { kind: 'page', page, cacheStatus: 'enddel; fwd=uri-miss' }
}
