import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOf } from '../testing/refusal.ts'
import {
  buildIdOf,
  bytesOfPage,
  describeFile,
  encodeManifest,
  encodePage,
  hashOf,
  type Manifest,
  type ManifestPage,
  parseManifest,
  parsePage,
} from './manifest.ts'

const manifest = suite('output/manifest')

const whole: Manifest = {
  format: 4,
  locales: ['en'],
  siteUrl: '',
  css: ['/assets/site.css'],
  js: [],
  problems: [{ slug: 'dip', message: 'broken', hint: 'mend it' }],
  packs: ['a.ndjson'],
  files: { 'public/a.txt': describeFile('a') },
}
const page: ManifestPage = {
  address: '/',
  route: 'home',
  locale: 'en',
  status: 200,
  html: describeFile('html'),
  br: { ...describeFile('br'), quality: 11 },
  hash: 'abc',
  csp: "default-src 'none'",
  freshness: { freshForMs: 1, staleForMs: 2, staleIfErrorMs: 3 },
  tags: ['reports', 'thể loại\n'],
}

manifest('comes back from its bytes as it was', () => {
  assert.equal(parseManifest(Buffer.from(encodeManifest(whole)), 'manifest.json'), whole)
})

manifest('has a page back from its line as it was', () => {
  const line = encodePage(page)

  assert.not.match(line, '\n')
  assert.equal(parsePage(Buffer.from(line)), page)
})

manifest('gives the same id for the same input, another for any other', () => {
  const id = buildIdOf(encodeManifest(whole))

  assert.match(id, /^[0-9a-f]{16}$/)
  assert.is(buildIdOf(Buffer.from(encodeManifest(structuredClone(whole)))), id)
  assert.is.not(buildIdOf(encodeManifest({ ...whole, siteUrl: 'https://example.com' })), id)
  assert.is.not(buildIdOf(encodeManifest({ ...whole, files: { 'public/a.txt': describeFile('b') } })), id)
})

manifest('tells of another version before it complains about fields', () => {
  const bytes = Buffer.from(JSON.stringify({ format: 99, other: 'shape' }))

  const error = refusalOf(() => parseManifest(bytes, 'out/manifest.json'))

  assert.is(error.code, 'E_FORMAT')
  assert.match(error.message, 'out/manifest.json')
  assert.match(error.hint!, 'enddel build')
})

manifest('names the field that is wrong when it is read, and before it is written', () => {
  const wrong = { ...whole, css: 'site.css' } as unknown as Manifest

  const read = refusalOf(() => parseManifest(Buffer.from(JSON.stringify(wrong)), 'manifest.json'))
  const written = refusalOf(() => encodeManifest(wrong))

  assert.equal([read.code, written.code], ['E_SHAPE', 'E_SHAPE'])
  assert.match(read.message, 'manifest.json: css')
  assert.match(written.message, 'manifest: css')
})

manifest('refuses a hash that is not one', () => {
  const files = { 'public/a.txt': { bytes: 1, sha256: 'abc' } }

  assert.match(refusalOf(() => encodeManifest({ ...whole, files })).message, 'sha256')
})

manifest('refuses to be cut off in the middle', () => {
  const bytes = Buffer.from(encodeManifest(whole)).subarray(0, -20)

  assert.is(refusalOf(() => parseManifest(bytes, 'manifest.json')).code, 'E_JSON')
})

manifest('tells the bytes of a page from its line', () => {
  const other = { ...page, html: describeFile('longer'), br: { ...describeFile(''), quality: 5 } }

  assert.equal([page, other].map(bytesOf), [
    { html: 4, br: 2 },
    { html: 6, br: 0 },
  ])
})

manifest('is not misled about the bytes of a page by texts that look like them', () => {
  const { html, br, ...plain } = page
  const text = '"html":{"bytes":7,"sha256":"0"},"br":{"bytes":8,"sha256":"0"},'
  const misleading = [
    { ...page, route: text, locale: text, csp: text, tags: [text], hash: text },
    // The order that pages are written in: what is plain comes first, and what is live last.
    { ...plain, hash: text, csp: text, tags: [text], html, br, prints: [] },
    { ...page, prints: [{ figure: text, value: 1, maxChange: 1 }] },
    { ...page, csp: `\u2028\r\n${text}` },
    { ...page, csp: `\\${text}`, hash: `${text}\\` },
  ] as ManifestPage[]

  assert.equal(misleading.map(bytesOf), Array(5).fill({ html: 4, br: 2 }))
})

manifest('describes text by the bytes it is written as', () => {
  assert.equal(describeFile('ảnh'), { bytes: 5, sha256: hashOf(Buffer.from('ảnh')) })
})

manifest('hashes with SHA-256', () => {
  assert.is(hashOf(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})

manifest.run()

function bytesOf(one: ManifestPage): { html: number; br?: number } {
  return bytesOfPage(Buffer.from(encodePage(one)))
}
