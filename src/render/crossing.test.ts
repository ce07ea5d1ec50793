import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { custom } from '../site/freshness.ts'
import type { PageSpec } from '../site/page-spec.ts'
import { packRendered, packSpec, unpackRendered, unpackSpec } from './crossing.ts'
import type { Page, Rendered } from './page.ts'

const crossing = suite('render/crossing')

const spec: PageSpec = {
  route: 'coin',
  locale: 'vi',
  path: '/coin/btc',
  params: { symbol: 'btc' },
  data: { rows: Array.from({ length: 10 }, (_, index) => ({ name: `row ${index}`, price: index / 3 })) },
  status: 200,
  freshness: custom(1_000),
  tags: ['market'],
  prints: [],
}

const { params, data, ...described } = spec
const page: Page = {
  ...described,
  html: Buffer.from('<p>ảnh</p>'),
  br: Buffer.from([1, 2, 3]),
  live: undefined,
  hash: 'hash',
  csp: "default-src 'none'",
}

crossing('gives back what is to be rendered', () => {
  const document = { ...spec, type: 'application/xml' }

  assert.equal(unpackSpec(structuredClone(packSpec(spec))), spec)
  assert.equal(unpackSpec(structuredClone(packSpec(document))), document)
})

crossing('gives back a page, with what its spec says of it', () => {
  const rendered = { page, failure: undefined, ms: 1.5 }

  assert.equal(over(rendered, spec), inBytes(rendered))
})

crossing('gives back an image, which has no brotli bytes', () => {
  const rendered = { page: { ...page, type: 'image/png', br: undefined }, failure: undefined, ms: 1.5 }

  assert.equal(over(rendered, { ...spec, type: 'image/png' }), inBytes(rendered))
})

crossing('gives back the error page that is shown in place of a document', () => {
  const failure = { message: 'boom', location: undefined, stack: undefined }
  const rendered = { page: { ...page, path: '/', status: 500, tags: [] }, failure, ms: 1.5 }

  assert.equal(over(rendered, { ...spec, type: 'application/xml' }), inBytes(rendered))
})

crossing('takes one block of memory, no larger than the page', () => {
  const { bytes } = structuredClone(packRendered({ page, failure: undefined, ms: 1.5 }))

  assert.is(bytes.buffer.byteLength, page.html.length + 3)
})

crossing.run()

function over(rendered: Rendered, asked: PageSpec): Rendered {
  return inBytes(unpackRendered(structuredClone(packRendered(rendered)), asked))
}

/** Its bytes as any view of them. */
function inBytes({ page: { html, br, ...rest }, ...told }: Rendered): Rendered {
  return { ...told, page: { ...rest, html: new Uint8Array(html), br: br && new Uint8Array(br) } }
}
