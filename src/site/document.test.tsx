import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createLettering } from '../render/create-lettering.ts'
import { defineSite, type Head, route } from './contract.ts'
import type { DocumentAssets } from './document-assets.ts'
import { renderDocument } from './document.tsx'
import type { PageSpec } from './page-spec.ts'

const document = suite('site/document')

document('says how a page looks where it is shared', () => {
  const image = { path: '/en/share/12.png', alt: 'Bitcoin <3', width: 1200, height: 630 }

  const html = render({ title: 'A & B', description: 'About it', type: 'article', image })

  assert.equal(metaOf(html), [
    'og:url: https://example.com/en/a',
    'og:site_name: Tiny',
    'og:title: A &amp; B',
    'og:description: About it',
    'og:type: article',
    'og:locale: en_GB',
    'og:locale:alternate: vi_VN',
    'og:locale:alternate: pt_BR',
    'og:image: https://example.com/en/share/12.png',
    'og:image:alt: Bitcoin &lt;3',
    'og:image:width: 1200',
    'og:image:height: 630',
    'twitter:card: summary_large_image',
    'twitter:title: A &amp; B',
    'twitter:description: About it',
  ])
})

document('is shared as text alone without a picture', () => {
  const said = metaOf(render({ title: 'A' }))

  assert.ok(said.includes('twitter:card: summary'))
  assert.not.ok(said.some((meta) => meta.startsWith('og:image')))
})

document('carries data for machines that cannot end its script', () => {
  const data = { '@type': 'Article', headline: '</script><script>x</script><!-- \uE0A5%7B%7D\uE0A6 -->' }

  const html = render({ title: 'A', jsonLd: [data, { name: 'B' }] })

  const scripts = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)].map(([, text]) => text!)
  assert.equal(
    scripts.map((text) => JSON.parse(text)),
    [data, { name: 'B' }],
  )
  assert.is(html.split('<script').length, 3)
  assert.not.match(html, /<!--|\uE0A5/)
})

document('runs the early script before anything else, and loads the others without waiting for them', () => {
  const html = render({ title: 'A' }, { early: 'first()', js: ['/assets/site.js'], preloads: ['/assets/shared.js'] })

  assert.match(
    html,
    /^<!doctype html><html lang="en"><head><meta charset="utf-8"\/><meta name="viewport"[^>]*><script>first\(\)</,
  )
  assert.match(html, '<script type="module" src="/assets/site.js"></script>')
  assert.match(html, '<link rel="modulepreload" href="/assets/shared.js"/>')
})

document('tells what may be rendered ahead', () => {
  const html = render({ title: 'A' }, { speculation: '{"prerender":[]}' })

  assert.match(html, '<script type="speculationrules">{"prerender":[]}</script>')
  assert.not.match(render({ title: 'A' }), 'speculationrules')
})

const noAssets: DocumentAssets = { css: [], js: [], preloads: [], early: '', speculation: '', siteUrl: '' }

/** The page `/en/a` of a site with three languages. */
function render(head: Head, assets: Partial<DocumentAssets> = {}): string {
  const Page = () => <h1>A</h1>
  const plain = { page: Page, head: () => ({ title: 'Error' }) }
  const site = defineSite({
    name: 'Tiny',
    locales: ['en', 'vi', 'pt-BR'],
    layout: ({ children }) => <main>{children}</main>,
    routes: [route('/a', { id: 'a', page: Page, head: () => head })],
    notFound: plain,
    error: plain,
  })
  const spec: PageSpec = {
    ...{ route: 'a', locale: 'en', path: '/a', params: {}, data: undefined, status: 200, tags: [], prints: [] },
    freshness: { freshForMs: 0, staleForMs: 0, staleIfErrorMs: 0 },
  }
  return renderDocument(site, spec, { ...noAssets, siteUrl: 'https://example.com', ...assets }, createLettering())
}

function metaOf(html: string): string[] {
  const metas = html.matchAll(/<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"/g)
  return [...metas].map(([, name, content]) => `${name}: ${content}`)
}

document.run()
