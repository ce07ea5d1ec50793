import { encodeSegment, isOrdinarySegment } from './address.ts'
import type { Route } from './route.ts'

export interface Match {
  route: Route
  params: Record<string, string>
  /** The page's own site path: one page, one path, whatever alias was asked for. */
  path: string
}

export type Matcher = (segments: readonly string[], query: URLSearchParams) => Match | undefined

/** The path of a route with its params filled in; throws when one is missing. */
export function fillPattern(pattern: string, params: Readonly<Record<string, string>>): string {
  return pattern.replace(/:([^/.]+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined || value === '') throw new Error(`the param ${name} of ${pattern} is missing`)
    return encodeSegment(value)
  })
}

/**
 * Finds the route for decoded path segments. A literal segment is preferred to a param with an ending (`:id.md`), and that to
 * a param alone, position by position.
 */
export function createMatcher(routes: readonly Route[]): Matcher {
  const shapes = routes
    .flatMap((route) => [route.pattern, ...route.aliases].map((form) => parseForm(form, route)))
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))

  return (segments, query) => {
    for (const { parts, names, route } of shapes) {
      if (parts.length !== segments.length) continue
      const params = read(parts, names, segments, query)
      if (params) return { route, params, path: fillPattern(route.pattern, params) }
    }
    return undefined
  }
}

export interface Form {
  route: Route
  parts: string[]
  /** `[query name, param]` pairs an alias reads from the query string. */
  names: [string, string][]
}

/** Reads a pattern or an alias such as `/list?page=:page`. */
export function parseForm(form: string, route: Route): Form {
  const [path = '', query = ''] = form.split('?')
  const names = [...new URLSearchParams(query)].map(([name, value]): [string, string] => [
    name,
    value.replace(/^:/, ''),
  ])
  return { route, parts: path.split('/').slice(1), names }
}

/** Sorts before others: more query names, then literals before params, and endings before none, from left to right. */
function rank({ parts, names }: Form): string {
  const place = (part: string) => (!part.startsWith(':') ? '0' : part.includes('.') ? '1' : '2')
  return `${9 - names.length}${parts.map(place).join('')}`
}

function read(
  parts: readonly string[],
  names: readonly [string, string][],
  segments: readonly string[],
  query: URLSearchParams,
): Record<string, string> | undefined {
  const params: Record<string, string> = {}
  for (const [index, part] of parts.entries()) {
    const segment = segments[index]!
    if (!part.startsWith(':')) {
      if (part !== segment) return undefined
      continue
    }
    const [name, ending] = nameAndEnding(part)
    if (!segment.endsWith(ending) || segment.length === ending.length) return undefined
    params[name] = segment.slice(0, segment.length - ending.length)
  }
  for (const [name, param] of names) {
    const value = query.get(name)
    if (!value || !isOrdinarySegment(value)) return undefined
    params[param] = value
  }
  return params
}

/** `:id.md` is `['id', '.md']`. */
function nameAndEnding(part: string): [name: string, ending: string] {
  const dot = part.indexOf('.')
  return dot < 0 ? [part.slice(1), ''] : [part.slice(1, dot), part.slice(dot)]
}
