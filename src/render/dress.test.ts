import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createDress } from './dress.ts'

const dress = suite('render/dress')

const assets = { css: ['/a.css', '/b.css'], js: [], preloads: [], early: 'first()', speculation: '{}', siteUrl: '' }
const page =
  '<head><link rel="stylesheet" href="/a.css"/><link rel="stylesheet" href="/b.css"/></head><p class="a">$& text</p>'

dress('puts the styles a page needs in the place of its links', () => {
  const { html, csp } = createDress(assets, { text: '.a{x:"$&"}.b{x:2}', scriptWords: [] })(page)

  assert.is(html, '<head><style>.a{x:"$&"}</style></head><p class="a">$& text</p>')
  assert.match(csp, `style-src 'self' ${hashSource('.a{x:"$&"}')};`)
  assert.match(csp, `script-src 'self' ${hashSource('first()')} ${hashSource('{}')};`)
})

dress('leaves the links where a page needs too much', () => {
  const text = `.a{x:"${'y'.repeat(30_000)}"}`

  const { html, csp } = createDress(assets, { text, scriptWords: [] })(page)

  assert.is(html, page)
  assert.match(csp, "style-src 'self';")
})

dress('has styles that stand in the page by themselves allowed as well', () => {
  const { csp } = createDress(assets, { text: 'p{x:1}', scriptWords: [] })(`${page}<style>own{}</style>`)

  assert.match(csp, `style-src 'self' ${hashSource('p{x:1}')} ${hashSource('own{}')};`)
})

dress('leaves links alone that are not the engine’s', () => {
  const own = '<head><link rel="stylesheet" href="/own.css"/></head>'

  assert.is(createDress({ ...assets, css: [] }, { text: '', scriptWords: [] })(own).html, own)
})

dress.run()

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
