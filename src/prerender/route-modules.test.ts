import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseSync } from 'vite'
import { routeModules } from './route-modules.ts'

const modules = suite('prerender/route-modules')

modules('tells what each route speaks of, and what all share', () => {
  assert.equal(
    told(`
      import { defineSite, route } from 'enddel'
      import { Home } from './home.js'
      import { Shop, shopHead } from './shop.js'
      import { load } from './load.js'
      import { Layout } from './layout.js'
      import './polyfill.js'
      export default defineSite({
        layout: Layout,
        routes: [
          route('/', { id: 'home', page: Home, load }),
          route('/shop', { id: 'shop', page: Shop, head: shopHead, load: (...all) => load(...all) }),
        ],
      })`),
    {
      routes: { home: ['./home.js', './load.js'], shop: ['./load.js', './shop.js'] },
      shared: ['./layout.js', './polyfill.js', 'enddel'],
    },
  )
})

modules('tells of documents what it tells of pages', () => {
  const { routes } = told(`
    import { defineSite, document, image } from 'enddel'
    import { rss } from './rss.js'
    import { Card } from './card.js'
    import { size } from './size.js'
    export default defineSite({ routes: [
      document('/rss.xml', { id: 'rss', type: 'text/xml', text: rss }),
      image('/card.png', { id: 'card', image: Card, ...size }),
    ] })`)!

  assert.equal(routes, { rss: ['./rss.js'], card: ['./card.js', './size.js'] })
})

modules('follows names through the declarations of the entry', () => {
  const { routes, shared } = told(`
    import { defineSite, route as page } from 'enddel'
    import { Home } from './home.js'
    import { words } from './words.js'
    import { frame } from './frame.js'
    const head = () => titled(words)
    function titled(all) { return { title: all.title } }
    const layout = frame(1)
    const routes = [page('/', { id: 'home', page: Home, head })]
    const site = { layout, routes }
    export default defineSite(site)`)!

  assert.equal(routes, { home: ['./home.js', './words.js'] })
  assert.equal(shared, ['./frame.js', 'enddel'])
})

modules('cannot tell when an id is not written out', () => {
  const site = (options: string) =>
    told(`import { defineSite, route } from 'enddel'; export default defineSite({ routes: [route('/', ${options})] })`)

  assert.is(site(`{ id: 'ho' + 'me' }`), undefined)
  assert.is(site(`{ ['id']: 'home' }`), undefined)
  assert.is(site('options'), undefined)
  assert.ok(site(`{ id: 'home' }`))
})

modules('cannot tell when two routes have one id', () => {
  assert.is(
    told(`import { route } from 'enddel'; export default [route('/', { id: 'a' }), route('/b', { id: 'a' })]`),
    undefined,
  )
})

modules('knows no routes but those that enddel makes', () => {
  const { routes, shared } = told(`
    import { route } from './mine.js'
    import { Home } from './home.js'
    export default { routes: [route('/', { id: 'home', page: Home })] }`)!

  assert.equal(routes, {})
  assert.equal(shared, ['./home.js', './mine.js'])
})

function told(code: string): { routes: Record<string, string[]>; shared: string[] } | undefined {
  const found = routeModules(parseSync('site.js', code, { lang: 'js' }).program)
  if (!found) return undefined
  const routes = [...found.routes].map(([id, sources]) => [id, [...sources].filter((name) => name !== 'enddel').sort()])
  return { routes: Object.fromEntries(routes), shared: [...found.shared].sort() }
}

modules.run()
