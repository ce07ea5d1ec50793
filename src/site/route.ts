/** The routes of a site: pages, which are HTML, documents, which are any other text, and images. */
import type { ComponentType } from 'preact'
import type { Elsewhere, ErrorPageProps, Head, ImageProps, LoadContext, PageProps } from './contract.ts'
import type { Freshness, FreshnessPreset } from './freshness.ts'
import type { PageContext } from './page-context.ts'

/** `'/coin/:symbol'` gives `{ symbol: string }`, and so does `'/coin/:symbol.json'`. */
export type Params<Pattern extends string> = Pattern extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in WithoutEnding<Name>]: string } & Params<`/${Rest}`>
  : Pattern extends `${string}:${infer Name}`
    ? { [K in WithoutEnding<Name>]: string }
    : Record<never, string>

type WithoutEnding<Name extends string> = Name extends `${infer Bare}.${string}` ? Bare : Name

/** One kind of page, document or image. Make it with {@link route}, {@link document} or {@link image}, which check the types. */
export type Route = PageRoute | DocumentRoute | ImageRoute

export interface PageRoute extends CommonRoute {
  kind: 'page'
  page: ComponentType<PageProps<never>>
  head: (data: never, page: PageContext) => Head
  /** Shown in place of the page, with status 500, when it throws; the site's own error page unless told. */
  error: ComponentType<ErrorPageProps> | undefined
  /** Where the page is as PDF in builds that have it: `/crypto_report/:id.pdf`, with the params of the page. */
  pdf: string | undefined
}

export interface DocumentRoute extends CommonRoute {
  kind: 'document'
  /** The media type. */
  type: string
  text: (data: never, page: PageContext) => string
  /** False: it is there once for all languages, made in the first, with no language in its address. */
  isLocalised: boolean
}

export interface ImageRoute extends CommonRoute {
  kind: 'image'
  /** Draws it: what stands in an `<svg>` of `width` and `height`. */
  image: ComponentType<ImageProps<never>>
  width: number
  height: number
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
  /** `enddel build --pdf` prints the page to a PDF file at this path, such as `/crypto_report/:id.pdf`. */
  pdf?: string
}

export interface DocumentOptions<Pattern extends string, Data> extends CommonOptions<Pattern, Data> {
  type: string
  text: (data: Data, page: PageContext) => string
  isLocalised?: boolean
}

export interface ImageOptions<Pattern extends string, Data> extends CommonOptions<Pattern, Data> {
  image: ComponentType<ImageProps<Data>>
  width: number
  height: number
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
 * segments and `:names`, which may have an ending (`:id.md`); where two patterns fit, the literal segment wins. Locales are not
 * part of it.
 */
export function route<const Pattern extends string, Data>(
  pattern: Pattern,
  options: RouteOptions<Pattern, Data>,
): PageRoute {
  const { page, head, error, pdf } = options
  return { kind: 'page', ...commonRoute(pattern, options), page: page as PageRoute['page'], head, error, pdf }
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

/**
 * `image('/share/:id.png', { id: 'share-report', image: ReportCard, width: 1200, height: 630, load })`: what the component draws is
 * sent as a PNG of so many pixels. There is one in each language. When it throws, the answer is the site's error page.
 */
export function image<const Pattern extends string, Data>(
  pattern: Pattern,
  options: ImageOptions<Pattern, Data>,
): ImageRoute {
  const { image, width, height } = options
  return { kind: 'image', ...commonRoute(pattern, options), image: image as ImageRoute['image'], width, height }
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
