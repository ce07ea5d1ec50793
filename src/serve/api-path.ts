import { encodeSegment, isOrdinarySegment } from '../site/address.ts'

/** Whether a path is for the API behind: all below `/api/` but what enddel answers itself. */
export function isApiPath(path: string): boolean {
  if (!path.startsWith(prefix)) return false
  const [first] = segmentsOf(path) ?? []
  return first === undefined || !own.has(first)
}

/**
 * Where a path of the site is below the base: `/products/ledger` for `/api/products/ledger`, written in the one way there
 * is. Undefined when a part of it is not an ordinary name, for us or for anything behind us that might read it again.
 */
export function pathBelowBase(path: string): string | undefined {
  if (!path.startsWith(prefix)) return undefined
  return segmentsOf(path)
    ?.map((segment) => `/${encodeSegment(segment)}`)
    .join('')
}

/**
 * The place on the site of an address that the API names, relative to `asked`; undefined when it is not below the base.
 * Both are whole addresses without a slash at the end.
 */
export function siteAddress(location: string, asked: string, base: string): string | undefined {
  if (!URL.canParse(location, asked)) return undefined
  const { origin, pathname, search, hash } = new URL(location, asked)
  if (!`${origin}${pathname}`.startsWith(`${base}/`)) return undefined
  const path = `/api${`${origin}${pathname}`.slice(base.length)}`
  return isApiPath(path) && pathBelowBase(path) ? `${path}${search}${hash}` : undefined
}

/** As it came: what a target may hold besides spaces, control bytes and a fragment. */
export function isQuery(query: string): boolean {
  return /^[\x21\x22\x24-\x7e]*$/.test(query)
}

const prefix = '/api/'
const own = new Set(['crypto', 'dashboard', 'health', 'websocket'])

function segmentsOf(path: string): string[] | undefined {
  try {
    const segments = path.slice(prefix.length).split('/').map(decodeURIComponent)
    return segments.every((segment, index) => isSafe(segment, index === segments.length - 1)) ? segments : undefined
  } catch {
    return undefined
  }
}

/** No dot segment, not even with parameters (`..;a`); no escape within an escape; empty only at the end. */
function isSafe(segment: string, isLast: boolean): boolean {
  if (segment === '') return isLast
  const [name = ''] = segment.split(';')
  return isOrdinarySegment(segment) && isOrdinarySegment(name) && !/%[0-9a-f]{2}/i.test(segment)
}
