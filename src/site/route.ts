/** The routes of a site: pages, which are HTML, and documents, which are any other text. */
import type { ComponentType } from 'preact'
import type { Elsewhere, ErrorPageProps, Head, LoadContext, PageProps } from './contract.ts'
import type { Freshness, FreshnessPreset } from './freshness.ts'
import type { PageContext } from './page-context.ts'

/** `'/coin/:symbol'` gives `{ symbol: string }`. */
export type Params<Pattern extends string> = Pattern extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name]: string } & Params<`/${Rest}`>
  : Pattern extends `${string}:${infer Name}`
    ? { [K in Name]: string }
    : Record<never, string>

/** One kind of page or document. Make it with {@link route} or {@link document}, which check the types. */
export type Route = PageRoute | DocumentRoute

export interface PageRoute extends CommonRoute {
  kind: 'page'
  page: ComponentType<PageProps<never>>
  head: (data: never, page: PageContext) => Head
  /** Shown in place of the page, with status 500, when it throws; the site's own error page unless told. */
  error: ComponentType<ErrorPageProps> | undefined
}

export interface DocumentRoute extends CommonRoute {
  kind: 'document'
  /** The media type. */
  type: string
  text: (data: never, page: PageContext) => string
  /** False: it is there once for all languages, made in the first, with no language in its address. */
  isLocalised: boolean
}

interface CommonRoute {
  /** Short, unique; it names the route in reports and metrics. */
  id: string
  pattern: string
  /** Other addresses of the same page, such as `/crypto_reports_list?page=:page`. Query names not listed here are ignored. */
  aliases: readonly string[]
  load: (params: never, ctx: LoadContext) => Promise<unknown> | unknown
  freshness: FreshnessPreset | Freshness
  /** Names under which all pages made from the same thing can be invalidated together. */
  tags: (data: never, params: never) => readonly string[]
  /** Figures the page shows where no `<Live>` can stand, each with how far it may be off: `BTC.price 0.5%`, `fng exact`. */
  prints: ((data: never, params: never) => readonly string[]) | undefined
  /** All params the route has pages for; needed to build all of a route with params. */
  params: ((ctx: LoadContext) => Promise<readonly object[]> | readonly object[]) | undefined
  prerender: 'none' | 'all' | readonly object[]
  /** Built always; other routes only while they are popular enough. */
  always: boolean
}

export interface RouteOptions<Pattern extends string, Data> extends CommonOptions<Pattern, Data> {
  page: ComponentType<PageProps<Data>>
  head: (data: Data, page: PageContext) => Head
  error?: ComponentType<ErrorPageProps>
}

export interface DocumentOptions<Pattern extends string, Data> extends CommonOptions<Pattern, Data> {
  type: string
  text: (data: Data, page: PageContext) => string
  isLocalised?: boolean
}

interface CommonOptions<Pattern extends string, Data> {
  id: string
  load?: (params: Params<Pattern>, ctx: LoadContext) => Promise<Data | Elsewhere> | Data | Elsewhere
  aliases?: readonly string[]
  freshness?: FreshnessPreset | Freshness
  tags?: readonly string[] | ((data: Data, params: Params<Pattern>) => readonly string[])
  prints?: readonly string[] | ((data: Data, params: Params<Pattern>) => readonly string[])
  params?: (ctx: LoadContext) => Promise<readonly Params<Pattern>[]> | readonly Params<Pattern>[]
  prerender?: 'none' | 'all' | readonly Params<Pattern>[]
  always?: boolean
}

/**
 * `route('/coin/:symbol', { id: 'coin', page: Coin, head, load, params, prerender: 'all' })`. A pattern is literal
 * segments and `:names`; where two patterns fit, the literal segment wins. Locales are not part of it.
 */
export function route<const Pattern extends string, Data>(
  pattern: Pattern,
  options: RouteOptions<Pattern, Data>,
): PageRoute {
  const { page, head, error } = options
  return { kind: 'page', ...commonRoute(pattern, options), page: page as PageRoute['page'], head, error }
}

/**
 * `document('/rss.xml', { id: 'rss', type: 'application/rss+xml; charset=utf-8', text: rss, load, prerender: 'all' })`: what
 * `text` returns is sent as it is. When it throws, the answer is the site's error page.
 */
export function document<const Pattern extends string, Data>(
  pattern: Pattern,
  options: DocumentOptions<Pattern, Data>,
): DocumentRoute {
  const { type, text, isLocalised = true } = options
  return { kind: 'document', ...commonRoute(pattern, options), type, text, isLocalised }
}

function commonRoute<const Pattern extends string, Data>(
  pattern: Pattern,
  options: CommonOptions<Pattern, Data>,
): CommonRoute {
  const { tags = [], prints } = options
  return {
    id: options.id,
    pattern,
    aliases: options.aliases ?? [],
    load: options.load ?? (() => ({})),
    freshness: options.freshness ?? 'default',
    tags: typeof tags === 'function' ? tags : () => tags,
    prints: typeof prints === 'function' || !prints ? prints : () => prints,
    params: options.params,
    prerender: options.prerender ?? 'none',
    always: options.always ?? false,
  }
}
