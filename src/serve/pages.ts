import { EnddelError } from '../core/errors.ts'
import { addressOf, encodeSegment } from '../site/address.ts'
import type { Answer } from './answer.ts'
import { PageFailed, type PageFinder } from './find-page.ts'
import { type LocaleHints, pickLocale } from './locale.ts'
import type { Release } from './release.ts'
import type { RequestPath } from './request-path.ts'

type PagePath = Extract<RequestPath, { kind: 'path' }>
type Hints = Omit<LocaleHints, 'query'>

/** Answers a path that was not found as it stands: on the normalised path, by a redirect, on demand, or with the 404 page. */
export async function answerPage(asked: PagePath, hints: Hints, release: Release, finder: PageFinder): Promise<Answer> {
  const { locale, segments } = inSite(asked, release)
  const match = release.match(segments, asked.query)
  if (!match) return withoutSlash(asked, segments, locale, release) ?? notFound(release, locale)

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
  const { locale, segments } = inSite(asked, release)
  const match = release.match(segments, asked.query)
  return match && locale !== undefined ? { match, locale } : undefined
}

/** The segments of the site path, and the locale the address names. */
export function inSite(
  { segments }: PagePath,
  { locales }: Pick<Release, 'locales'>,
): { locale: string | undefined; segments: readonly string[] } {
  if (locales.length === 1) return { locale: locales[0], segments }
  const [first, ...rest] = segments
  if (!locales.includes(first!)) return { locale: undefined, segments }
  return { locale: first, segments: rest.length > 0 ? rest : [''] }
}

function withoutSlash(
  { query }: PagePath,
  segments: readonly string[],
  locale: string | undefined,
  release: Release,
): Answer | undefined {
  if (segments.length < 2 || segments.at(-1) !== '') return undefined
  const shorter = segments.slice(0, -1)
  if (!release.match(shorter, query)) return undefined
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
