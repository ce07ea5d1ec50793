import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkSite } from './check-site.ts'
import {
  defineSite,
  document,
  type DocumentOptions,
  image,
  type ImageOptions,
  type Route,
  type RouteOptions,
  route,
  type Site,
} from './contract.ts'
import { refusalOf } from '../testing/refusal.ts'

const check = suite('site/check-site')

check('gives back a site it has nothing against', () => {
  const site = siteOf({ routes: [routeOf('/', 'home'), routeOf('/coin/:symbol', 'coin')] })

  assert.is(checkSite(site, 'site.ts'), site)
})

check('refuses a default export that is no site, naming the file', () => {
  const error = refusalOf(() => checkSite(undefined, 'templates/site.ts'))

  assert.is(error.code, 'E_SITE')
  assert.match(error.message, 'templates/site.ts')
  assert.match(error.hint!, 'defineSite')
})

check('refuses a site without an error page', () => {
  const { error: _, ...site } = siteOf({})

  assert.match(refusalOf(() => checkSite(site, 'site.ts')).message, 'no site')
})

check('refuses a site without locales', () => {
  assert.match(refusalOf(() => checkSite(siteOf({ locales: [] }), 'site.ts')).message, 'no locales')
})

check('refuses a locale that could not be a segment of a path', () => {
  assert.match(refusalOf(() => checkSite(siteOf({ locales: ['en/x'] }), 'site.ts')).message, '"en/x"')
  assert.match(refusalOf(() => checkSite(siteOf({ locales: ['english'] }), 'site.ts')).message, '"english"')
})

check('takes locales with a script or a region', () => {
  const site = siteOf({ locales: ['pt-BR', 'zh-Hant-TW'] })

  assert.is(checkSite(site, 'site.ts'), site)
})

check('refuses a site without routes', () => {
  assert.match(refusalOf(() => checkSite(siteOf({ routes: [] }), 'site.ts')).message, 'no routes')
})

check('refuses two routes with one id', () => {
  const site = siteOf({ routes: [routeOf('/a', 'page'), routeOf('/b', 'page')] })

  assert.match(refusalOf(() => checkSite(site, 'site.ts')).message, 'two routes have the id "page"')
})

check('refuses the ids that are the engine’s', () => {
  const site = siteOf({ routes: [routeOf('/a', 'not-found')] })

  assert.match(refusalOf(() => checkSite(site, 'site.ts')).message, '"not-found"')
})

check('refuses a path that does not begin with a slash, and says how to write it', () => {
  const error = refusalOf(() => checkSite(siteOf({ routes: [routeOf('coin', 'coin')] }), 'site.ts'))

  assert.match(error.message, '"coin"')
  assert.is(error.hint, 'write "/coin"')
})

check('refuses two patterns that fit the same paths, whatever their params are called', () => {
  const site = siteOf({ routes: [routeOf('/coin/:symbol', 'coin'), routeOf('/coin/:name', 'twin')] })

  assert.match(refusalOf(() => checkSite(site, 'site.ts')).message, 'coin and twin have the same path')
})

check('takes params with different endings for different paths, and with one ending for the same', () => {
  const twins = [
    routeOf('/coin/:symbol', 'coin'),
    routeOf('/coin/:symbol.md', 'text'),
    routeOf('/coin/:x.json', 'data'),
  ]

  assert.is(checkSite(siteOf({ routes: twins }), 'site.ts').routes.length, 3)
  const three = siteOf({ routes: [...twins, routeOf('/coin/:name.md', 'twin')] })
  assert.match(refusalOf(() => checkSite(three, 'site.ts')).message, 'text and twin have the same path')
})

check('refuses an alias that is the path of another route', () => {
  const site = siteOf({ routes: [routeOf('/a', 'a'), routeOf('/b', 'b', { aliases: ['/a'] })] })

  assert.match(refusalOf(() => checkSite(site, 'site.ts')).message, 'a and b have the same path /a')
})

check('takes a path with and without query names for two', () => {
  const site = siteOf({
    routes: [routeOf('/list', 'list'), routeOf('/list/:page', 'page', { aliases: ['/list?page=:page'] })],
  })

  assert.is(checkSite(site, 'site.ts'), site)
})

check('refuses an alias that leaves a param of the pattern unsaid', () => {
  const site = siteOf({ routes: [routeOf('/report/:id', 'report', { aliases: ['/latest'] })] })

  assert.match(refusalOf(() => checkSite(site, 'site.ts')).message, '/latest')
})

check('refuses to prerender all of a route that does not say its params', () => {
  const site = siteOf({ routes: [routeOf('/coin/:symbol', 'coin', { prerender: 'all' })] })

  const error = refusalOf(() => checkSite(site, 'site.ts'))

  assert.match(error.message, 'route coin')
  assert.match(error.hint!, 'params')
})

check('refuses a freshness that is none', () => {
  const site = siteOf({ routes: [{ ...routeOf('/', 'home'), freshness: 'soon' as never }] })

  assert.match(refusalOf(() => checkSite(site, 'site.ts')).message, 'route home has the freshness "soon"')
})

check('refuses a prerender that is none', () => {
  const site = siteOf({ routes: [{ ...routeOf('/', 'home'), prerender: 'some' as never }] })

  assert.match(refusalOf(() => checkSite(site, 'site.ts')).message, 'route home has the prerender "some"')
})

check('refuses a document whose type is no media type', () => {
  const messages = ['xml', 'text/plain\r\nX: y', '', 'text/html; charset=a b', 'text/'].map(
    (type) => refusalOf(() => checkSite(siteOf({ routes: [documentOf('/a.xml', { type })] }), 'site.ts')).message,
  )

  assert.ok(messages.every((message) => message.includes('the document doc has the type')))
})

check('takes documents with a type, with and without its charset', () => {
  for (const type of ['text/plain', 'application/rss+xml; charset=utf-8', 'application/vnd.api+json;v=1']) {
    const { routes } = checkSite(siteOf({ routes: [documentOf('/a.xml', { type })] }), 'site.ts')
    assert.equal(
      routes.map((route) => route.kind === 'document' && route.type),
      [type],
    )
  }
})

check('refuses a document that is to be an image, and says what to write', () => {
  const refusal = refusalOf(() =>
    checkSite(siteOf({ routes: [documentOf('/a.png', { type: 'image/png' })] }), 'site.ts'),
  )

  assert.match(refusal.message, 'the document doc is to be a PNG')
  assert.match(refusal.hint!, 'image(')
})

check('refuses an image of no size, of a huge one, or at an address that does not say what it is', () => {
  const messageOf = (pattern: string, options: Partial<ImageOptions<string, object>>) =>
    refusalOf(() => checkSite(siteOf({ routes: [imageOf(pattern, options)] }), 'site.ts')).message

  assert.match(messageOf('/a.png', { width: 0 }), 'the image card is to have 0 × 630 pixels')
  assert.match(messageOf('/a.png', { height: 100_000 }), '1200 × 100000 pixels')
  assert.match(messageOf('/a.png', { width: 10.5 }), '10.5 × 630 pixels')
  assert.match(messageOf('/share/:id', {}), 'the path /share/:id of the image card does not end in .png')
  assert.is(checkSite(siteOf({ routes: [imageOf('/share/:id.png', {})] }), 'site.ts').routes.length, 1)
})

check('refuses a document for all languages that names one, for it would not be found', () => {
  const routes = [documentOf('/vi/a.xml', { isLocalised: false })]

  const { message } = refusalOf(() => checkSite(siteOf({ routes, locales: ['vi', 'en'] }), 'site.ts'))
  assert.match(message, 'the path /vi/a.xml of the document doc')
  assert.is(checkSite(siteOf({ routes, locales: ['vi'] }), 'site.ts').routes, routes)
})

check('refuses a locale that is named twice', () => {
  assert.match(
    refusalOf(() => checkSite(siteOf({ locales: ['en', 'en'] }), 'site.ts')).message,
    'a locale is named twice',
  )
})

check('refuses a PDF that no ending tells of, or whose params are others', () => {
  const site = (pdf: string) => siteOf({ routes: [{ ...routeOf('/print/:id', 'print'), kind: 'page', pdf } as Route] })

  assert.match(
    refusalOf(() => checkSite(site('/report/:id'), 'site.ts')).message,
    'route print has the pdf "/report/:id"',
  )
  assert.match(
    refusalOf(() => checkSite(site('/report/all.pdf'), 'site.ts')).message,
    'has other params than /print/:id',
  )
  assert.ok(checkSite(site('/report/:id.pdf'), 'site.ts'))
})

check.run()

type Options = Partial<RouteOptions<string, object>>

function routeOf(pattern: string, id: string, options: Options = {}): Route {
  return route(pattern, { ...options, id, page: () => null, head: () => ({ title: id }) })
}

function imageOf(pattern: string, options: Partial<ImageOptions<string, object>>): Route {
  return image(pattern, { id: 'card', image: () => null, width: 1200, height: 630, ...options })
}

function documentOf(pattern: string, options: Partial<DocumentOptions<string, object>>): Route {
  return document(pattern, { id: 'doc', type: 'text/xml', text: () => '', ...options })
}

function siteOf(parts: Partial<Site>): Site {
  const bare = { page: () => null, head: () => ({ title: '' }) }
  return defineSite({
    locales: ['en'],
    layout: () => null,
    routes: [routeOf('/', 'home')],
    notFound: bare,
    error: bare,
    ...parts,
  })
}
