import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { buildIdOf, describeFile, encodeManifest, hashOf, type Manifest, parseManifest } from './manifest.ts'
import { refusalOf } from '../testing/refusal.ts'

const manifest = suite('output/manifest')

const sample: Manifest = {
  format: 1,
  locales: ['en'],
  siteUrl: '',
  brotliQuality: 11,
  css: ['/assets/site.css'],
  js: [],
  pages: [
    {
      address: '/',
      route: 'home',
      locale: 'en',
      status: 200,
      file: 'pages/index.html',
      html: describeFile('html'),
      br: describeFile('br'),
      hash: 'abc',
      csp: "default-src 'none'",
      freshness: { freshForMs: 1, staleForMs: 2, staleIfErrorMs: 3 },
      tags: ['reports'],
    },
  ],
  files: { 'public/a.txt': describeFile('a') },
}

manifest('comes back from its text as it was', () => {
  assert.equal(parseManifest(encodeManifest(sample), 'manifest.json'), sample)
})

manifest('gives the same id for the same input, another for any other', () => {
  const id = buildIdOf(encodeManifest(sample))

  assert.match(id, /^[0-9a-f]{16}$/)
  assert.is(buildIdOf(encodeManifest(structuredClone(sample))), id)
  assert.is.not(buildIdOf(encodeManifest({ ...sample, siteUrl: 'https://example.com' })), id)
})

manifest('tells of another version before it complains about fields', () => {
  const text = JSON.stringify({ format: 99, other: 'shape' })

  const error = refusalOf(() => parseManifest(text, 'out/manifest.json'))

  assert.is(error.code, 'E_FORMAT')
  assert.match(error.message, 'out/manifest.json')
  assert.match(error.hint!, 'enddel build')
})

manifest('names the field that is wrong', () => {
  const text = encodeManifest({ ...sample, brotliQuality: 12 })

  const error = refusalOf(() => parseManifest(text, 'manifest.json'))

  assert.is(error.code, 'E_SHAPE')
  assert.match(error.message, 'manifest.json: brotliQuality')
})

manifest('refuses a hash that is not one', () => {
  const text = encodeManifest({ ...sample, files: { 'public/a.txt': { bytes: 1, sha256: 'abc' } } })

  assert.match(refusalOf(() => parseManifest(text, 'manifest.json')).message, 'sha256')
})

manifest('refuses text cut off in the middle', () => {
  const text = encodeManifest(sample).slice(0, -20)

  assert.is(refusalOf(() => parseManifest(text, 'manifest.json')).code, 'E_JSON')
})

manifest('describes text by the bytes it is written as', () => {
  assert.equal(describeFile('ảnh'), { bytes: 5, sha256: hashOf(Buffer.from('ảnh')) })
})

manifest('hashes with SHA-256', () => {
  assert.is(hashOf(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})

manifest.run()
