import { brotliDecompressSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { brotli } from './compress.ts'

const compress = suite('render/compress')

compress('gives bytes that unpack to what went in', () => {
  const html = Buffer.from('<p>ảnh</p>'.repeat(1000))

  const packed = brotli(html, 11)

  assert.ok(packed.length < html.length / 10)
  assert.ok(brotliDecompressSync(packed).equals(html))
})

compress('gives the same bytes for the same page, so that builds can be compared', () => {
  const html = Buffer.from('<p>text</p>'.repeat(100))

  assert.ok(brotli(html, 5).equals(brotli(html, 5)))
})

compress('packs an empty page', () => {
  assert.is(brotliDecompressSync(brotli(new Uint8Array(), 5)).length, 0)
})

compress('spends more work for fewer bytes when asked to', () => {
  const text = Array.from({ length: 2000 }, (_, index) => `<td>${(index * 7919) % 1000}</td>`).join('')

  assert.ok(brotli(Buffer.from(text), 11).length < brotli(Buffer.from(text), 1).length)
})

compress.run()
