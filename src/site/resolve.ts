import { EnddelError } from '../core/errors.ts'
import { before } from '../core/lifecycle.ts'
import { pngType } from '../core/png-type.ts'
import { parsePrinted, type Printed } from '../live/printed.ts'
import type { Figure, FigureId } from '../market/figure.ts'
import type { Elsewhere, LoadContext, Route } from './contract.ts'
import { custom, resolveFreshness } from './freshness.ts'
import type { Match } from './match.ts'
import type { PageSpec } from './page-spec.ts'

/** What loaders read from, in a language. */
export type ContextFor = (locale: string) => LoadContext

export type Resolved = { kind: 'page'; spec: PageSpec } | Elsewhere

/** Runs a route's loader: from a path to what is to be rendered. Whatever the loader throws comes out, and E_RENDER_TIMEOUT when it takes too long. */
export async function resolvePage(
  { route, params, path }: Match,
  locale: string,
  contextFor: ContextFor,
  capture: () => (id: FigureId) => Figure | undefined,
  timeoutMs: number,
): Promise<Resolved> {
  const { context, used } = watched(contextFor(locale))
  // What the loader sees: a figure that changes meanwhile is not what the page prints.
  const figure = route.prints && capture()
  const load = route.load(params as never, context)
  const late = () =>
    new EnddelError('E_RENDER_TIMEOUT', `the loader of route ${route.id} gave nothing within ${timeoutMs} ms`)
  const data = await before(timeoutMs, load, late)
  if (isElsewhere(data)) return data
  const spec: PageSpec = {
    route: route.id,
    locale,
    path,
    params,
    data,
    status: 200,
    freshness: resolveFreshness(route.freshness),
    tags: [...new Set([...route.tags(data as never, params as never), ...used])],
    prints: figure ? printed(route, data, params, figure) : [],
  }
  if (route.kind === 'document') spec.type = route.type
  if (route.kind === 'image') spec.type = pngType
  return { kind: 'page', spec }
}

function printed(
  { id, prints }: Route,
  data: unknown,
  params: object,
  figure: (id: FigureId) => Figure | undefined,
): readonly Printed[] {
  const texts = prints?.(data as never, params as never) ?? []
  return texts.map((text) => parsePrinted(text, figure, `route ${id}`))
}

/**
 * The sources a loader looks at become tags, so that a page can be invalidated by what it was made from. Not an object literal
 * with getters: V8 makes a hidden class for each, which stays until the next major collection.
 */
function watched(sources: LoadContext): { context: LoadContext; used: string[] } {
  const used: string[] = []
  const context = new Proxy(sources, {
    get(_, name: keyof LoadContext) {
      if (watchedNames.has(name)) used.push(name)
      return sources[name]
    },
  })
  return { context, used }
}

const watchedNames: ReadonlySet<unknown> = new Set<keyof LoadContext>(['reports', 'products', 'market'])

/** The page for status 404 or 500. It is the same wherever it is shown, so its language switch leads to the home pages. */
export function errorSpec(status: 404 | 500, locale: string): PageSpec {
  const route = status === 404 ? 'not-found' : 'error'
  return { route, locale, path: '/', params: {}, data: undefined, status, freshness: custom(0), tags: [], prints: [] }
}

/** All params a route has pages for; a route without params has one. */
export async function paramsOf(route: Route, ctx: LoadContext): Promise<readonly Record<string, string>[]> {
  if (typeof route.prerender !== 'string') return route.prerender as readonly Record<string, string>[]
  if (!route.pattern.includes(':')) return [{}]
  return ((await route.params?.(ctx)) ?? []) as readonly Record<string, string>[]
}

function isElsewhere(data: unknown): data is Elsewhere {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return false
  return data.kind === 'not-found' || (data.kind === 'redirect' && 'to' in data && typeof data.to === 'string')
}
