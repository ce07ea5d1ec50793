import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fileNameOf } from './file-name.ts'

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

fileName.run()
