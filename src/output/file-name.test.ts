import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fileNameOf, pageFiles } from './file-name.ts'

const fileName = suite('output/file-name')

const hashes = { html: { sha256: 'a'.repeat(64) }, br: { sha256: 'b'.repeat(64) } }

fileName('is the address with .html', () => {
  assert.is(fileNameOf('/vi/coin/btc'), 'vi/coin/btc.html')
})

fileName('is an index for an address that ends with a slash', () => {
  assert.is(fileNameOf('/'), 'index.html')
  assert.is(fileNameOf('/vi/'), 'vi/index.html')
})

fileName('keeps escapes as they are, so that no segment becomes two', () => {
  assert.is(fileNameOf('/vi/a%2Fb'), 'vi/a%2Fb.html')
})

fileName('refuses segments that begin with a dot', () => {
  assert.throws(() => fileNameOf('/vi/../etc'), /cannot be the name of a file/)
  assert.throws(() => fileNameOf('/.htaccess'), /cannot be the name of a file/)
})

fileName('refuses what is not percent-encoded', () => {
  assert.throws(() => fileNameOf('/a b'), /cannot be the name of a file/)
  assert.throws(() => fileNameOf('/a\\b'), /cannot be the name of a file/)
  assert.throws(() => fileNameOf('/ảnh'), /cannot be the name of a file/)
  assert.throws(() => fileNameOf('/a\0'), /cannot be the name of a file/)
})

fileName('of a page tells what is in the file, each of html and brotli', () => {
  assert.equal(pageFiles({ address: '/vi/coin/btc', ...hashes }), {
    html: `vi/coin/btc.${'a'.repeat(16)}.html`,
    br: `vi/coin/btc.${'b'.repeat(16)}.html.br`,
  })
  assert.is(pageFiles({ address: '/', ...hashes }).html, `index.${'a'.repeat(16)}.html`)
  assert.throws(() => pageFiles({ address: '/vi/../etc', ...hashes }), /cannot be the name of a file/)
})

fileName('of a document ends as its address does, or tells that it is text', () => {
  assert.is(fileNameOf('/vi/rss.xml', true), 'vi/rss.xml')
  assert.is(fileNameOf('/v1.2/feed', true), 'v1.2/feed.txt')
  assert.is(fileNameOf('/feed/', true), 'feed/index.txt')
})

fileName('of a document has its hash before the ending', () => {
  const files = pageFiles({ address: '/sitemap/a.b.xml', type: 'application/xml', ...hashes })

  assert.equal(files, {
    html: `sitemap/a.b.${'a'.repeat(16)}.xml`,
    br: `sitemap/a.b.${'b'.repeat(16)}.xml.br`,
  })
})

fileName.run()
