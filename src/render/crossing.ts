/**
 * What goes between the thread that answers and those that render: rows as columns, and a page without what its spec says of
 * it, with its bytes in one block of memory. Each object that crosses, and each block, costs a part of what rendering does.
 *
 * Objects are written out: where one is spread into another V8 may make a hidden class anew, which stays until the next
 * major collection.
 */
import type { PageSpec } from '../site/page-spec.ts'
import { packRows, unpackRows } from './packed-rows.ts'
import type { Page, Rendered, RenderFailure } from './page.ts'

/** What a page has from its spec. */
export type Described = Omit<Page, 'html' | 'br' | 'live' | 'hash' | 'csp'>

/** A page on its way back. */
export interface Crossing extends Pick<Page, 'live' | 'hash' | 'csp'> {
  /** The html, and the brotli bytes behind it. */
  bytes: Uint8Array
  brAt: number
  ms: number
  /** What the error page is that is shown instead. */
  failed: { failure: RenderFailure; page: Described } | undefined
}

export function packSpec(spec: PageSpec): PageSpec {
  return withData(spec, packRows(spec.data))
}

export function unpackSpec(spec: PageSpec): PageSpec {
  return withData(spec, unpackRows(spec.data))
}

function withData(spec: PageSpec, data: unknown): PageSpec {
  const { route, locale, path, params, status, freshness, tags, prints, type } = spec
  const made: PageSpec = { route, locale, path, params, data, status, freshness, tags, prints }
  if (type !== undefined) made.type = type
  return made
}

/** The bytes are copied out of the memory they are a part of, which would cross with them. */
export function packRendered({ page, failure, ms }: Rendered): Crossing {
  const { html, br, live, hash, csp } = page
  const bytes = new Uint8Array(html.length + (br?.length ?? 0))
  bytes.set(html)
  if (br) bytes.set(br, html.length)
  return { bytes, brAt: html.length, live, hash, csp, ms, failed: failure && { failure, page: describedOf(page) } }
}

/** What the page of a spec, or a page itself, is without its data or bytes. */
export function describedOf(from: PageSpec | Page): Described {
  const { route, locale, path, status, freshness, tags, prints, type } = from
  const described: Described = { route, locale, path, status, freshness, tags, prints }
  if (type !== undefined) described.type = type
  return described
}

/** `asked` is the page that was asked for. */
export function unpackRendered({ bytes, brAt, live, hash, csp, ms, failed }: Crossing, asked: Described): Rendered {
  const { route, locale, path, status, freshness, tags, prints, type } = failed?.page ?? asked
  const html = bytes.subarray(0, brAt)
  const br = brAt < bytes.length ? bytes.subarray(brAt) : undefined
  const page: Page = { route, locale, path, status, html, br, live, hash, csp, freshness, tags, prints }
  if (type !== undefined) page.type = type
  return { page, failure: failed?.failure, ms }
}
