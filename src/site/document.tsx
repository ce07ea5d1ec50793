/**
 * The part of the engine that is bundled together with a site, so that both use the same copy of Preact. It runs in the
 * render workers: a PageSpec in, the text of a page or document out, or an image as SVG.
 */
import type { ComponentType } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { hasMarker, markerOf } from '../live/marker.ts'
import { addressOf } from './address.ts'
import type { Head, Lettering, PageProps, Site } from './contract.ts'
import { renderImage } from './image.tsx'
import { CurrentPage, type PageContext } from './page-context.ts'
import type { DocumentAssets } from './document-assets.ts'
import type { PageSpec } from './page-spec.ts'
import type { DocumentRoute, PageRoute } from './route.ts'
import { jsonForScript, ShareTags } from './share-tags.tsx'

/** Throws whatever the page, document or image throws. */
export function renderDocument(site: Site, spec: PageSpec, assets: DocumentAssets, lettering: Lettering): string {
  const route = site.routes.find(({ id }) => id === spec.route)
  const page = pageContext(site, spec, assets)
  if (!route || route.kind === 'page') return renderPage(site, spec, page, route, assets)
  // Their error page is the site's.
  if (spec.status !== 200) return renderPage(site, spec, page, undefined, assets)
  return route.kind === 'document' ? textOf(route, spec, page) : renderImage(route, spec, page, lettering)
}

function textOf({ id, text }: DocumentRoute, { data }: PageSpec, page: PageContext): string {
  const made: unknown = text(data as never, page)
  if (typeof made !== 'string') throw new Error(`the text of the document ${id} is no string`)
  return made
}

function renderPage(
  site: Site,
  spec: PageSpec,
  page: PageContext,
  route: PageRoute | undefined,
  assets: DocumentAssets,
): string {
  const { Content, head } = partsOf(site, spec, route)
  const { layout: Layout } = site
  // The body first: what it throws must not be hidden by a broken head.
  const body = renderToString(
    <CurrentPage.Provider value={page}>
      <Layout page={page}>
        <Content data={spec.data as never} page={page} />
      </Layout>
    </CurrentPage.Provider>,
  )
  const isLive = hasMarker(body)
  const headMarkup = renderToString(
    <CurrentPage.Provider value={page}>
      <DocumentHead
        head={head(spec.data as never, page)}
        siteName={site.name}
        page={page}
        assets={assets}
        isLive={isLive}
      />
    </CurrentPage.Provider>,
  )
  return `<!doctype html><html lang="${page.locale}">${headMarkup}<body>${body}</body></html>\n`
}

/**
 * The spec of the page to show when `spec` threw: same place, status 500. In place of a document or image it leads, as other
 * error pages do, to the home pages: the document need not be in every language.
 */
export function errorBoundarySpec({ type, ...spec }: PageSpec): PageSpec {
  const place = type === undefined ? {} : { path: '/', params: {} }
  return { ...spec, ...place, data: undefined, status: 500, tags: [], prints: [] }
}

function partsOf(site: Site, spec: PageSpec, route: PageRoute | undefined) {
  if (spec.status === 404) return withoutData(site.notFound)
  if (spec.status === 500) return withoutData({ ...site.error, page: route?.error ?? site.error.page })
  if (!route) throw new Error(`the site has no route ${spec.route}`)
  return { Content: route.page as ComponentType<PageProps<never>>, head: route.head }
}

function withoutData({ page, head }: Site['error']) {
  return { Content: page as ComponentType<PageProps<never>>, head: (_: never, context: PageContext) => head(context) }
}

function pageContext({ locales }: Site, spec: PageSpec, { siteUrl, hasPdf = false }: DocumentAssets): PageContext {
  const { route, status, locale, path, params } = spec
  return {
    route,
    status,
    locale,
    locales,
    path,
    params,
    href: (target) => addressOf(target, locale, locales),
    hrefIn: (other, target = path) => addressOf(target, other, locales),
    url: (address) => siteUrl + address,
    hasPdf,
  }
}

interface DocumentHeadProps {
  head: Head
  siteName: string | undefined
  page: PageContext
  assets: DocumentAssets
  isLive: boolean
}

function DocumentHead({ head, siteName, page, assets, isLive }: DocumentHeadProps) {
  const { title, description, jsonLd = [] } = head
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      {assets.early && <script dangerouslySetInnerHTML={{ __html: assets.early }} />}
      {isLive && <LiveClock locale={page.locale} />}
      <title>{title}</title>
      {description && <meta name="description" content={description} />}
      <Addresses head={head} page={page} />
      <ShareTags head={head} siteName={siteName} page={page} />
      {assets.css.map((href) => (
        <link rel="stylesheet" href={href} />
      ))}
      {assets.js.map((src) => (
        <script type="module" src={src} />
      ))}
      {assets.preloads.map((href) => (
        <link rel="modulepreload" href={href} />
      ))}
      {jsonLd.map((data) => (
        <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: jsonForScript(data) }} />
      ))}
      {assets.speculation && (
        <script type="speculationrules" dangerouslySetInnerHTML={{ __html: assets.speculation }} />
      )}
      {head.extra}
    </head>
  )
}

/** Of which moment the page's figures are, and where it goes on (docs/feed.md). */
function LiveClock({ locale }: { locale: string }) {
  return (
    <>
      <meta name="enddel-clock" content={markerOf({ value: 'clock', format: { style: 'text', locale } })} />
      <meta name="enddel-feed" content="/ws" />
    </>
  )
}

/** Where the page is, in this language and the others, for search engines; nothing of the kind for errors. */
function Addresses({ head, page }: { head: Head; page: PageContext }) {
  if (page.status !== 200 || head.noindex) return <meta name="robots" content="noindex" />
  const path = head.canonicalPath ?? page.path
  const url = (locale: string) => page.url(page.hrefIn(locale, path))
  return (
    <>
      <link rel="canonical" href={url(page.locale)} />
      <meta property="og:url" content={url(page.locale)} />
      {page.locales.length > 1 && (
        <>
          {page.locales.map((locale) => (
            <link rel="alternate" hreflang={locale} href={url(locale)} />
          ))}
          {/* A path without a language leads each reader to their own. */}
          <link rel="alternate" hreflang="x-default" href={page.url(path)} />
        </>
      )}
    </>
  )
}
