import { EnddelError } from '../core/errors.ts'
import { pngType } from '../core/png-type.ts'
import type { Site } from './contract.ts'
import { freshnessPresets } from './freshness.ts'
import type { DocumentRoute, ImageRoute, PageRoute, Route } from './route.ts'

/** Refuses a site the engine could not serve; `place` is its file, for errors. */
export function checkSite(site: unknown, place: string): Site {
  if (!isSite(site)) {
    throw new EnddelError('E_SITE', `${place}: the default export is no site`, {
      hint: 'write `export default defineSite({ … })`',
    })
  }
  if (site.name !== undefined && (typeof site.name !== 'string' || site.name === ''))
    throw wrong(place, `the site has the name ${JSON.stringify(site.name)}`, 'write what it is called, or leave it out')
  refuseSpeculation(site, place)
  if (site.locales.length === 0) throw wrong(place, 'the site has no locales', 'add `locales: ["en"]`')
  if (new Set(site.locales).size < site.locales.length)
    throw wrong(place, 'a locale is named twice', 'remove one of them')
  for (const locale of site.locales) {
    if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(locale))
      throw wrong(place, `"${locale}" is no language tag`, 'write it as in BCP 47, such as vi or pt-BR')
  }
  if (site.routes.length === 0) throw wrong(place, 'the site has no routes', 'add `routes: [route("/", { … })]`')
  refuseTwins(site.routes, place)
  for (const route of site.routes) {
    if (route.kind === 'document') refuseDocument(route, site.locales, place)
    if (route.kind === 'image') refuseImage(route, place)
    if (route.kind === 'page') refusePdf(route, place)
  }
  return site
}

function refuseSpeculation({ speculation = true }: Site, place: string): void {
  if (typeof speculation === 'boolean') return
  const paths: unknown = speculation?.except
  const isWellFormed = Array.isArray(paths) && paths.every((path) => typeof path === 'string' && path.startsWith('/'))
  if (!isWellFormed)
    throw wrong(
      place,
      `the site has the speculation ${JSON.stringify(speculation)}`,
      'use true, false or { except: ["/print/*"] }',
    )
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
      const shape = form.replace(/:[^/.?&=]+/g, ':')
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
  if (type === pngType) throw wrong(place, `the document ${id} is to be a PNG, which is no text`, 'write `image(…)`')
  const [, first] = pattern.split('/')
  if (!isLocalised && locales.length > 1 && locales.includes(first!)) {
    const hint = 'leave the language out, or let the document be localised'
    throw wrong(place, `the path ${pattern} of the document ${id}, which is for all languages, names one`, hint)
  }
}

/** One that is too large would end the process that makes it. */
function refuseImage({ id, pattern, width, height }: ImageRoute, place: string): void {
  if (!pattern.endsWith('.png'))
    throw wrong(place, `the path ${pattern} of the image ${id} does not end in .png`, `write "${pattern}.png"`)
  const isSide = (pixels: unknown) => Number.isInteger(pixels) && Number(pixels) >= 1 && Number(pixels) <= maxSide
  if (isSide(width) && isSide(height)) return
  const size = `${JSON.stringify(width)} × ${JSON.stringify(height)} pixels`
  throw wrong(place, `the image ${id} is to have ${size}`, `write whole numbers up to ${maxSide}`)
}

const maxSide = 4_096

/** Each page needs a file of its own, which is served by its ending. */
function refusePdf({ id, pattern, pdf }: PageRoute, place: string): void {
  if (pdf === undefined) return
  if (typeof pdf !== 'string' || !/^\/.*[^/]\.pdf$/.test(pdf))
    throw wrong(place, `route ${id} has the pdf ${JSON.stringify(pdf)}`, 'write a path such as "/report/:id.pdf"')
  const [own, others] = [paramsIn(pdf), paramsIn(pattern)]
  if (own.length !== others.length || others.some((name) => !own.includes(name)))
    throw wrong(place, `the pdf ${pdf} of route ${id} has other params than ${pattern}`, 'name the same ones')
}

/** RFC 9110, section 8.3.1. */
const mediaType = /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w-]+)*$/

function isFreshness(freshness: unknown): boolean {
  if (typeof freshness === 'string') return freshnessPresets.includes(freshness)
  const parts = Object.values((freshness ?? {}) as object)
  return parts.length === 3 && parts.every((ms) => typeof ms === 'number' && ms >= 0 && ms < Infinity)
}

function paramsIn(form: string): string[] {
  return [...form.matchAll(/:([^/.?&=]+)/g)].map(([, name]) => name!)
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
