import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linesOf } from '../core/lines.ts'
import { refusalOf } from '../testing/refusal.ts'
import {
  buildIdOf,
  describeFile,
  encodeManifest,
  encodePage,
  hashOf,
  type ManifestHead,
  type ManifestPage,
  parseHead,
  parsePage,
  totalsOf,
} from './manifest.ts'

const manifest = suite('output/manifest')

const head: ManifestHead = {
  format: 2,
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
  const [first, ...lines] = linesOf(encode(head, page, { ...page, address: '/b' }))

  assert.equal(parseHead(first!, 'manifest.ndjson'), head)
  assert.equal(lines.map(parsePage), [page, { ...page, address: '/b' }])
})

manifest('takes a line of another as it is', () => {
  const bytes = encode(head, page)
  const [, line] = linesOf(bytes)

  assert.ok(Buffer.concat([...encodeManifest(head, [line!])]).equals(bytes))
})

manifest('gives the same id for the same input, another for any other', () => {
  const id = buildIdOf(encode(head, page))

  assert.match(id, /^[0-9a-f]{16}$/)
  assert.is(buildIdOf(encode(structuredClone(head), structuredClone(page))), id)
  assert.is.not(buildIdOf(encode({ ...head, siteUrl: 'https://example.com' }, page)), id)
  assert.is.not(buildIdOf(encode(head, { ...page, hash: 'abd' })), id)
  assert.is.not(buildIdOf(encode(head, page, page)), id)
})

manifest('tells of another version before it complains about fields', () => {
  const line = Buffer.from(JSON.stringify({ format: 99, other: 'shape' }))

  const error = refusalOf(() => parseHead(line, 'out/manifest.ndjson'))

  assert.is(error.code, 'E_FORMAT')
  assert.match(error.message, 'out/manifest.ndjson')
  assert.match(error.hint!, 'enddel build')
})

manifest('names the field that is wrong when it is read, and before it is written', () => {
  const wrong = { ...head, css: 'site.css' } as unknown as ManifestHead

  const read = refusalOf(() => parseHead(Buffer.from(JSON.stringify(wrong)), 'manifest.ndjson'))
  const written = refusalOf(() => encode(wrong))

  assert.equal([read.code, written.code], ['E_SHAPE', 'E_SHAPE'])
  assert.match(read.message, 'manifest.ndjson: css')
  assert.match(written.message, 'manifest: css')
})

manifest('refuses a hash that is not one', () => {
  const files = { 'public/a.txt': { bytes: 1, sha256: 'abc' } }

  assert.match(refusalOf(() => encode({ ...head, files })).message, 'sha256')
})

manifest('refuses a head cut off in the middle', () => {
  const line = encode(head).subarray(0, -20)

  assert.is(refusalOf(() => parseHead(line, 'manifest.ndjson')).code, 'E_JSON')
})

manifest('says what its pages come to', () => {
  const [, ...lines] = linesOf(encode(head, page, { ...page, html: describeFile('longer') }))

  assert.equal(totalsOf(lines), { pages: 2, htmlBytes: 10, brBytes: 4 })
  assert.equal(totalsOf([]), { pages: 0, htmlBytes: 0, brBytes: 0 })
})

manifest('describes text by the bytes it is written as', () => {
  assert.equal(describeFile('ảnh'), { bytes: 5, sha256: hashOf(Buffer.from('ảnh')) })
})

manifest('hashes with SHA-256', () => {
  assert.is(hashOf(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})

manifest.run()

function encode(what: ManifestHead, ...pages: ManifestPage[]): Buffer {
  return Buffer.concat([
    ...encodeManifest(
      what,
      pages.map((one) => Buffer.from(encodePage(one))),
    ),
  ])
}
