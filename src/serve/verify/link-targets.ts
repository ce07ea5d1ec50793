import { addressOf, localesOf } from '../../site/address.ts'
import type { Matcher } from '../../site/match.ts'
import { feedPaths } from '../destination.ts'
import { inSite, matchIn } from '../pages.ts'
import { readPath } from '../request-path.ts'

export type LinkTarget =
  /** A page, whether it is built or rendered on demand. */
  | { kind: 'page'; address: string; fragment: string }
  /** A file, a path of the server's own, or a page in whatever language its reader wishes. */
  | { kind: 'other' }
  | { kind: 'nothing'; why: string }
  /** Not on this site. */
  | { kind: 'outside' }

export interface LinkTargetParts {
  siteUrl: string
  locales: readonly string[]
  /** Of the pages of the build. */
  addresses: ReadonlySet<string>
  /** Addresses of the files of the build. */
  files: ReadonlySet<string>
  match: Matcher
}

/** Where the server leads those who follow a link on the page `from`. */
export function createLinkTargets(parts: LinkTargetParts): (link: string, from: string) => LinkTarget {
  const { siteUrl, addresses } = parts

  return (link, from) => {
    const { path, fragment } = split(
      siteUrl !== '' && link.startsWith(`${siteUrl}/`) ? link.slice(siteUrl.length) : link,
    )
    if (path === '' && link !== '') return { kind: 'page', address: from, fragment }
    if (!/^\/(?![/\\])/.test(path)) return { kind: 'outside' }
    return addresses.has(path) ? { kind: 'page', address: path, fragment } : find(path, fragment, parts)
  }
}

function split(link: string): { path: string; fragment: string } {
  const at = link.indexOf('#')
  return at < 0 ? { path: link, fragment: '' } : { path: link.slice(0, at), fragment: link.slice(at + 1) }
}

function find(target: string, fragment: string, { locales, files, match }: LinkTargetParts): LinkTarget {
  const asked = readPath(target)
  if (asked.kind === 'refused') return { kind: 'nothing', why: asked.reason }
  const { path, query } = asked
  if (path === feedPaths.socket || path === feedPaths.events || path.startsWith('/api/')) return { kind: 'other' }
  if (files.has(`/${asked.segments.join('/')}`)) return { kind: 'other' }
  const { locale, segments } = inSite(asked, { locales })
  const find = (segments: readonly string[]) => matchIn({ locale, segments }, query, { match, locales })
  const found = find(segments) ?? (segments.at(-1) === '' ? find(segments.slice(0, -1)) : undefined)
  if (!found) return { kind: 'nothing', why: 'no page, file or route is there' }
  if (found.locale === undefined) return { kind: 'other' }
  const { route, path: sitePath } = found.match
  return { kind: 'page', address: addressOf(sitePath, found.locale, localesOf(route, locales)), fragment }
}
