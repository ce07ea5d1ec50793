import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fileNameOf, pageFiles } from './file-name.ts'

const fileName = suite('output/file-name')

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
  const [html, br] = ['a'.repeat(64), 'b'.repeat(64)]

  assert.equal(pageFiles('/vi/coin/btc', html, br), {
    html: `vi/coin/btc.${'a'.repeat(16)}.html`,
    br: `vi/coin/btc.${'b'.repeat(16)}.html.br`,
  })
  assert.is(pageFiles('/', html, br).html, `index.${'a'.repeat(16)}.html`)
  assert.throws(() => pageFiles('/vi/../etc', html, br), /cannot be the name of a file/)
})

fileName.run()
