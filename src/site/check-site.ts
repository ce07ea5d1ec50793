import { EnddelError } from '../core/errors.ts'
import type { Site } from './contract.ts'
import { freshnessPresets } from './freshness.ts'
import type { DocumentRoute, Route } from './route.ts'

/** Refuses a site the engine could not serve; `place` is its file, for errors. */
export function checkSite(site: unknown, place: string): Site {
  if (!isSite(site)) {
    throw new EnddelError('E_SITE', `${place}: the default export is no site`, {
      hint: 'write `export default defineSite({ … })`',
    })
  }
  if (site.locales.length === 0) throw wrong(place, 'the site has no locales', 'add `locales: ["en"]`')
  if (new Set(site.locales).size < site.locales.length)
    throw wrong(place, 'a locale is named twice', 'remove one of them')
  for (const locale of site.locales) {
    if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(locale))
      throw wrong(place, `"${locale}" is no language tag`, 'write it as in BCP 47, such as vi or pt-BR')
  }
  if (site.routes.length === 0) throw wrong(place, 'the site has no routes', 'add `routes: [route("/", { … })]`')
  refuseTwins(site.routes, place)
  for (const route of site.routes) if (route.kind === 'document') refuseDocument(route, site.locales, place)
  return site
}

function refuseTwins(routes: readonly Route[], place: string): void {
  const owners = new Map<string, string>()
  const ids = new Set<string>(['not-found', 'error'])
  for (const { id, pattern, aliases, params, prerender, freshness } of routes) {
    if (ids.has(id))
      throw wrong(place, `two routes have the id "${id}" (not-found and error are the engine's)`, 'rename one')
    ids.add(id)
    refuseOptions(id, freshness, prerender, place)
    for (const form of [pattern, ...aliases]) {
      if (!form.startsWith('/'))
        throw wrong(place, `the path "${form}" of route ${id} does not begin with /`, `write "/${form}"`)
      const unsaid = paramsIn(pattern).find((name) => !paramsIn(form).includes(name))
      if (unsaid)
        throw wrong(
          place,
          `the alias ${form} of route ${id} does not say :${unsaid}`,
          'add it, as a segment or in the query',
        )
      const shape = form.replace(/:[^/?&=]+/g, ':')
      const owner = owners.get(shape)
      if (owner) throw wrong(place, `the routes ${owner} and ${id} have the same path ${form}`, 'remove one of them')
      owners.set(shape, id)
    }
    if (prerender === 'all' && pattern.includes(':') && !params) {
      throw wrong(
        place,
        `route ${id} is to be prerendered whole but does not say its params`,
        'add `params: (ctx) => [ … ]`',
      )
    }
  }
}

function refuseOptions(id: string, freshness: unknown, prerender: unknown, place: string): void {
  if (!isFreshness(freshness)) {
    const hint = `use ${freshnessPresets.join(', ')} or custom(ms)`
    throw wrong(place, `route ${id} has the freshness ${JSON.stringify(freshness)}`, hint)
  }
  if (prerender !== 'all' && prerender !== 'none' && !Array.isArray(prerender)) {
    throw wrong(
      place,
      `route ${id} has the prerender ${JSON.stringify(prerender)}`,
      `use 'none', 'all' or a list of params`,
    )
  }
}

/** A type that is none would be a broken field of every answer; behind a language what has none is never found. */
function refuseDocument(
  { id, type, pattern, isLocalised }: DocumentRoute,
  locales: readonly string[],
  place: string,
): void {
  if (!mediaType.test(type)) {
    const hint = 'write a media type, such as "application/rss+xml; charset=utf-8"'
    throw wrong(place, `the document ${id} has the type ${JSON.stringify(type)}`, hint)
  }
  const [, first] = pattern.split('/')
  if (!isLocalised && locales.length > 1 && locales.includes(first!)) {
    const hint = 'leave the language out, or let the document be localised'
    throw wrong(place, `the path ${pattern} of the document ${id}, which is for all languages, names one`, hint)
  }
}

/** RFC 9110, section 8.3.1. */
const mediaType = /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w-]+)*$/

function isFreshness(freshness: unknown): boolean {
  if (typeof freshness === 'string') return freshnessPresets.includes(freshness)
  const parts = Object.values((freshness ?? {}) as object)
  return parts.length === 3 && parts.every((ms) => typeof ms === 'number' && ms >= 0 && ms < Infinity)
}

function paramsIn(form: string): string[] {
  return [...form.matchAll(/:([^/?&=]+)/g)].map(([, name]) => name!)
}

function isSite(value: unknown): value is Site {
  if (typeof value !== 'object' || value === null) return false
  const site = value as Partial<Record<keyof Site, unknown>>
  return (
    Array.isArray(site.locales) && Array.isArray(site.routes) && Boolean(site.layout && site.notFound && site.error)
  )
}

function wrong(place: string, message: string, hint: string): EnddelError {
  return new EnddelError('E_SITE', `${place}: ${message}`, { hint })
}
