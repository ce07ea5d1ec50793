import { brotliDecompressSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { markerOf } from '../live/marker.ts'
import { custom } from '../site/freshness.ts'
import type { PageSpec } from '../site/page-spec.ts'
import { contentSecurityPolicy } from './csp.ts'
import { describeFailure, renderPage, type SiteRenderer } from './render.ts'

const render = suite('render/render')

const dress: SiteRenderer['dress'] = (html) => ({ html, csp: contentSecurityPolicy(html) })

const spec: PageSpec = {
  route: 'coin',
  locale: 'vi',
  path: '/coin/btc',
  params: { symbol: 'btc' },
  data: { price: 1 },
  status: 200,
  freshness: custom(1000),
  tags: ['market'],
  prints: [],
}

render('makes finished bytes of what the site gives', async () => {
  const { page, failure } = await renderPage(
    spec,
    rendererOf(() => '<p>ảnh</p>'),
    5,
    '/site/',
  )

  assert.is(failure, undefined)
  assert.is(Buffer.from(page.html).toString(), '<p>ảnh</p>')
  assert.is(brotliDecompressSync(page.br!).toString(), '<p>ảnh</p>')
  assert.match(page.csp, "default-src 'none'")
})

render('takes the text of a document as it is: nothing in it is a figure, or looked for', async () => {
  const text = `<a>${markerOf({ value: 'BTC.price', format: { style: 'price', locale: 'vi' } })}</a>`

  const { page } = await renderPage(
    { ...spec, type: 'application/xml' },
    rendererOf(() => text),
    5,
    '/site/',
  )

  assert.equal([Buffer.from(page.html).toString(), page.type, page.live], [text, 'application/xml', undefined])
  assert.is(brotliDecompressSync(page.br!).toString(), text)
  assert.is(page.csp, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
})

render('shows an ordinary error page in place of a document that throws', async () => {
  const renderer: SiteRenderer = {
    render({ type, status }) {
      if (status === 200) throw new Error('boom')
      return `<p>${type ?? 'a page'}</p>`
    },
    errorBoundarySpec: ({ type: _, ...rest }) => ({ ...rest, status: 500 }),
    dress,
  }

  const { page, failure } = await renderPage({ ...spec, type: 'application/xml' }, renderer, 5, '/site/')

  assert.is(failure?.message, 'boom')
  assert.equal([Buffer.from(page.html).toString(), page.type, page.status], ['<p>a page</p>', undefined, 500])
})

render('compresses large documents no harder than they are worth', async () => {
  const bytesAt = async (quality: number, length: number) => {
    const text = Array.from({ length }, (_, n) => `<loc>/${(n * 7919) % 10_007}</loc>`).join('')
    const { page } = await renderPage(
      { ...spec, type: 'text/xml' },
      rendererOf(() => text),
      quality,
      '/site/',
    )
    return Buffer.from(page.br!).toString('base64')
  }

  assert.is(await bytesAt(9, 20_000), await bytesAt(5, 20_000))
  assert.is.not(await bytesAt(9, 2_000), await bytesAt(5, 2_000))
})

render('hands on what the spec says of the page', async () => {
  const { page } = await renderPage(
    spec,
    rendererOf(() => ''),
    5,
    '/site/',
  )

  const { route, locale, path, status, freshness, tags } = page
  assert.equal(
    { route, locale, path, status, freshness, tags },
    { route: 'coin', locale: 'vi', path: '/coin/btc', status: 200, freshness: custom(1000), tags: ['market'] },
  )
})

render('gives equal pages equal hashes that can stand in an ETag', async () => {
  const hashOf = async (text: string, what: PageSpec, quality: number) => {
    const renderer = rendererOf(() => text)
    return (await renderPage(what, renderer, quality, '/site/')).page.hash
  }

  const one = await hashOf('one', spec, 5)
  const same = await hashOf('one', { ...spec, path: '/other' }, 11)
  const other = await hashOf('other', spec, 5)

  assert.match(one, /^[A-Za-z0-9_-]{22}$/)
  assert.is(same, one)
  assert.is.not(other, one)
})

render('shows the error page in place of one that throws, and tells why', async () => {
  const renderer = rendererOf(({ status }) => {
    if (status === 200) throw new Error('boom')
    return 'the error page'
  })

  const { page, failure } = await renderPage(spec, renderer, 5, '/site/')

  assert.is(page.status, 500)
  assert.is(page.route, 'coin')
  assert.is(Buffer.from(page.html).toString(), 'the error page')
  assert.is(failure?.message, 'boom')
})

render('lets the error out when the error page throws too', async () => {
  const renderer = rendererOf(({ status }) => {
    throw new Error(`boom ${status}`)
  })

  const failure = await renderPage(spec, renderer, 5, '/site/').catch((error: Error) => error.message)

  assert.is(failure, 'boom 500')
})

render('does not try an error page for an error page', async () => {
  let tries = 0
  const renderer = rendererOf(() => {
    tries++
    throw new Error('boom')
  })

  const failure = await renderPage({ ...spec, status: 500 }, renderer, 5, '/site/').catch(
    (error: Error) => error.message,
  )

  assert.is(failure, 'boom')
  assert.is(tries, 1)
})

render('tells where in the site a page threw', async () => {
  const error = new Error('boom')
  error.stack = [
    'Error: boom',
    '    at parse (/site/node_modules/lib/index.js:1:1)',
    '    at Home (/site/pages/home.tsx:12:3)',
    '    at render (/engine/render.js:5:5)',
  ].join('\n')

  const failure = describeFailure(error, '/site/')

  assert.equal(failure, { message: 'boom', location: 'pages/home.tsx:12:3', stack: error.stack })
})

render('tells the place also where a frame has no function and is a file: URL', async () => {
  const error = new Error('boom')
  error.stack = 'Error: boom\n    at file:///site/pages/home.tsx:12:3'

  assert.is(describeFailure(error, '/site/').location, 'pages/home.tsx:12:3')
})

render('takes no path in the message for the place', async () => {
  const error = new Error('cannot read /site/data.json')
  error.stack = 'Error: cannot read /site/data.json\n    at Home (/site/pages/home.tsx:12:3)'

  assert.is(describeFailure(error, '/site/').location, 'pages/home.tsx:12:3')
})

render('has no place for an error from elsewhere', async () => {
  const error = new Error('boom')
  error.stack = 'Error: boom\n    at render (/engine/render.js:5:5)'

  assert.is(describeFailure(error, '/site/').location, undefined)
})

render('makes the best of what is thrown but is no error', async () => {
  assert.equal(describeFailure('just text', '/site/'), { message: 'just text', location: undefined, stack: undefined })
})

render.run()

function rendererOf(renderSpec: SiteRenderer['render']): SiteRenderer {
  return { render: renderSpec, errorBoundarySpec: (failed) => ({ ...failed, status: 500, tags: [] }), dress }
}
