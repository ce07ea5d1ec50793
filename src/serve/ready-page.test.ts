import { gunzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../market/board.ts'
import { custom } from '../site/freshness.ts'
import type { Encoding } from './negotiate.ts'
import { type PageBytes, ReadyPage, type Variant } from './ready-page.ts'

const ready = suite('serve/ready-page')

const page: PageBytes = {
  status: 200,
  html: Buffer.from('<p>ảnh</p>'),
  br: Buffer.from('packed'),
  hash: 'abc',
  csp: "default-src 'none'",
  freshness: custom(30_000),
}

ready('has the page in three encodings', async () => {
  const { variants } = await allOf(page)

  assert.is(variants.identity.body, page.html)
  assert.is(variants.br.body, page.br)
  assert.is(gunzipSync(variants.gzip.body).toString(), '<p>ảnh</p>')
})

ready('has another ETag for each encoding', async () => {
  const { variants } = await allOf(page)

  assert.is(variants.identity.etag, '"abc"')
  assert.is(variants.br.etag, '"abc-br"')
  assert.is(variants.gzip.etag, '"abc-gz"')
})

ready('describes each body: type, length in bytes, encoding, ETag', async () => {
  const { variants } = await allOf(page)

  const plain = fields(variants.identity.headers)
  const packed = fields(variants.br.headers)
  assert.is(plain.get('Content-Type'), 'text/html; charset=utf-8')
  assert.is(plain.get('Content-Length'), '12')
  assert.is(plain.get('Content-Encoding'), undefined)
  assert.is(packed.get('Content-Length'), '6')
  assert.is(packed.get('Content-Encoding'), 'br')
  assert.is(packed.get('ETag'), '"abc-br"')
  assert.is(fields(variants.gzip.headers).get('Content-Length'), String(variants.gzip.body.length))
  assert.is(fields(variants.gzip.headers).get('Content-Encoding'), 'gzip')
})

ready('says what a document is', async () => {
  const { variants } = await allOf({ ...page, type: 'application/rss+xml; charset=utf-8' })

  assert.is(fields(variants.identity.headers).get('Content-Type'), 'application/rss+xml; charset=utf-8')
  assert.is(fields(variants.gzip.headers).get('Content-Type'), 'application/rss+xml; charset=utf-8')
})

ready('says how long it may be kept, and that the encoding matters', async () => {
  const headers = fields((await allOf(page)).variants.identity.headers)

  assert.match(headers.get('Cache-Control')!, 'public, max-age=30, s-maxage=30')
  assert.is(headers.get('Vary'), 'Accept-Encoding')
})

ready('carries its own policy and the headers of every answer', async () => {
  const headers = fields((await allOf(page)).variants.br.headers)

  assert.is(headers.get('Content-Security-Policy'), "default-src 'none'")
  assert.is(headers.get('X-Content-Type-Options'), 'nosniff')
})

ready('has for a 304 all fields but those that describe a body', async () => {
  const { headers, headersNotModified } = (await allOf(page)).variants.br

  const whole = fields(headers)
  const missing = [...whole.keys()].filter((name) => !fields(headersNotModified).has(name))
  assert.equal(missing, ['Content-Type', 'Content-Length', 'Content-Encoding'])
  assert.is(fields(headersNotModified).get('ETag'), '"abc-br"')
})

ready('is never kept when it is an error page', async () => {
  const { status, variants } = await allOf({ ...page, status: 404 })

  assert.is(status, 404)
  assert.is(fields(variants.br.headers).get('Cache-Control'), 'no-store')
})

ready('counts all its bytes and something for the headers', async () => {
  const { bytes, variants } = await allOf(page)

  const bodies = variants.identity.body.length + variants.br.body.length + variants.gzip.body.length
  assert.ok(bytes > bodies)
})

ready('is the same each time it is made, so that every process answers alike', async () => {
  assert.equal(await allOf(page), await allOf(page))
})

ready.run()

function fields(headers: readonly string[]): Map<string, string> {
  return new Map(headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]!]] : [])))
}

async function allOf(
  bytes: PageBytes,
): Promise<{ status: number; bytes: number; variants: Record<Encoding, Variant> }> {
  const ready = new ReadyPage('/', bytes, createBoard())
  await ready.makeGzip()
  const [br, gzip, identity] = (['br', 'gzip', 'identity'] as const).map((encoding) => ready.variant(encoding)!)
  return { status: ready.status, bytes: ready.bytes, variants: { br: br!, gzip: gzip!, identity: identity! } }
}
