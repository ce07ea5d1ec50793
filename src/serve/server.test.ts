import { once } from 'node:events'
import { connect } from 'node:net'
import { brotliDecompressSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { requireCurrent } from '../output/current.ts'
import { openBuild } from '../output/read.ts'
import { build } from '../testing/builds.ts'
import { getBytes } from '../testing/http-get.ts'
import { rawStatus, sendRaw, withServer } from '../testing/serving.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { withTiny } from '../testing/tiny-serving.ts'
import { siteFile, writeTinySite } from '../testing/tiny-site.ts'

const serving = suite('serve/server')

serving('answers a built page with the bytes of the build, in the encoding that is wished for', () =>
  withTiny({}, {}, async (url) => {
    const plain = await getBytes(`${url}/`, { 'accept-encoding': 'identity' })
    const br = await getBytes(`${url}/`, { 'accept-encoding': 'gzip;q=0.5, br' })
    const gzip = await getBytes(`${url}/`, { 'accept-encoding': 'gzip, br;q=0' })

    assert.is(plain.status, 200)
    assert.match(plain.text, '<h1')
    assert.is(br.headers['content-encoding'], 'br')
    assert.is(brotliDecompressSync(br.bytes).toString(), plain.text)
    assert.is(gzip.headers['content-encoding'], 'gzip')
    assert.is(gzip.text, plain.text)
    assert.is(new Set([plain, br, gzip].map(({ headers }) => headers.etag)).size, 3)
    assert.is(br.headers.vary, 'Accept-Encoding')
  }),
)

serving('answers 304 to a client that has the page, with the fields of the page', () =>
  withTiny({}, {}, async (url) => {
    const first = await getBytes(`${url}/`, {})

    const again = await getBytes(`${url}/`, { 'if-none-match': `"other", W/${first.headers.etag}` })

    assert.is(again.status, 304)
    assert.is(again.bytes.length, 0)
    assert.is(again.headers['cache-control'], first.headers['cache-control'])
    assert.is(again.headers.etag, first.headers.etag)
  }),
)

serving('answers HEAD with the length of the page and no body', () =>
  withTiny({}, {}, async (url) => {
    const got = await getBytes(`${url}/`, {})

    const text = await sendRaw(url, 'HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')

    assert.match(text, `Content-Length: ${got.bytes.length}`)
    assert.ok(text.endsWith('\r\n\r\n'))
  }),
)

serving('says in Cache-Control what the route says of its freshness', () =>
  withTiny({}, {}, async (url) => {
    const { headers } = await getBytes(`${url}/report/1`, {})

    assert.is(
      headers['cache-control'],
      'public, max-age=60, s-maxage=10800, stale-while-revalidate=10800, stale-if-error=86400',
    )
  }),
)

serving('renders a page that was not built once, however many ask for it first', () =>
  withTiny({}, {}, async (url, events) => {
    const asked = Array.from({ length: 200 }, () => getBytes(`${url}/note/one`, {}))

    const answers = await Promise.all(asked)

    assert.is(events.filter(({ type }) => type === 'rendered').length, 1)
    assert.equal(new Set(answers.map(({ status, text, headers }) => `${status} ${headers.etag} ${text}`)).size, 1)
    assert.match(answers[0]!.text, 'Note one')
    const metrics = await getBytes(`${url}/metrics`, {})
    assert.match(metrics.text, 'enddel_ssr_cache_renders_total{route="note"} 1\n')
  }),
)

serving('keeps rendered pages within its bound and renders again what fell out', () =>
  withTiny({}, { cacheBytes: 8_000 }, async (url, events) => {
    await getBytes(`${url}/note/one`, {})
    await getBytes(`${url}/note/two`, {})
    await getBytes(`${url}/note/two`, {})

    const again = await getBytes(`${url}/note/one`, {})

    assert.is(again.status, 200)
    assert.is(events.filter(({ type }) => type === 'rendered').length, 3)
  }),
)

serving('does not let unknown query names make new pages', () =>
  withTiny({}, {}, async (url, events) => {
    for (const query of ['', '?a=1', '?b=2', '?a=1&b=2']) await getBytes(`${url}/note/one${query}`, {})

    assert.is(events.filter(({ type }) => type === 'rendered').length, 1)
  }),
)

serving('serves an alias with the page it stands for', () =>
  withTiny({}, {}, async (url, events) => {
    const page = await getBytes(`${url}/note/one`, {})

    const alias = await getBytes(`${url}/note?utm=x&name=one`, {})

    assert.is(alias.text, page.text)
    assert.is(events.filter(({ type }) => type === 'rendered').length, 1)
  }),
)

serving('answers with the error page and status 500 when a page throws, logs it once a render, and keeps nothing', () =>
  withTiny({}, {}, async (url, events) => {
    const first = await Promise.all(Array.from({ length: 5 }, () => getBytes(`${url}/boom`, {})))
    const later = await getBytes(`${url}/boom`, {})

    assert.equal(new Set([...first, later].map(({ status }) => status)), new Set([500]))
    assert.match(later.text, 'Something broke')
    assert.is(later.headers['cache-control'], 'no-store')
    const failures = events.filter((event) => event.type === 'render-failed')
    assert.is(failures.length, 2)
    assert.match(failures[0]!.location ?? '', 'pages.tsx:8')
    assert.not.match(later.text, 'pages.tsx')
  }),
)

serving('ends a render that never ends, and renders the next page', () =>
  withTiny({}, { renderTimeoutMs: 2_000 }, async (url) => {
    const stuck = await getBytes(`${url}/loop`, {})
    let next = await getBytes(`${url}/note/next`, {})
    // Another thread has to start first: on a busy machine that may take as long as a render may.
    for (const until = performance.now() + 30_000; next.status !== 200 && performance.now() < until;)
      next = await getBytes(`${url}/note/next`, {})

    assert.is(stuck.status, 504)
    assert.is(stuck.headers['retry-after'], '5')
    assert.is(next.status, 200)
  }),
)

serving('refuses with 503 and Retry-After what the render queue has no place for; built pages do not notice', () =>
  withTiny({}, { renderTimeoutMs: 400, renderQueue: 1 }, async (url) => {
    const stuck = getBytes(`${url}/loop`, {})
    const notes = await Promise.all(['a', 'b', 'c', 'd'].map((name) => getBytes(`${url}/note/${name}`, {})))
    const built = await getBytes(`${url}/`, {})

    const refused = notes.filter(({ status }) => status === 503)
    assert.ok(refused.length >= 2, `${notes.map(({ status }) => status)}`)
    assert.is(refused[0]!.headers['retry-after'], '1')
    assert.is(built.status, 200)
    await stuck
  }),
)

serving('answers unknown paths with the 404 page, also where a loader finds nothing', () =>
  withTiny({}, {}, async (url) => {
    const unknown = await getBytes(`${url}/no/such/page`, {})
    const missing = await getBytes(`${url}/report/99`, {})

    assert.equal([unknown.status, missing.status], [404, 404])
    assert.match(unknown.text, 'No such page')
    assert.match(missing.text, 'No such page')
  }),
)

serving('follows a loader that says where the page is now', () =>
  withTiny({}, {}, async (url) => {
    const { status, headers } = await getBytes(`${url}/old`, {})

    assert.equal([status, headers.location], [302, '/note/new'])
  }),
)

serving('refuses hostile targets with 4xx and never leaves the build', () =>
  withTiny({}, {}, async (url) => {
    const targets = [
      '/../package.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2fetc/passwd',
      '/assets/..%5c..%5csecret',
      '/%00',
      '/a%0d%0aSet-Cookie:x',
      '/%',
      '/%zz',
      '/%c0%ae%c0%ae/',
      '/assets/../manifest.json',
      '/manifest.json',
      '/server/site.mjs',
      '//evil.example/',
      `/${'a'.repeat(5_000)}`,
      '*',
    ]

    const statuses = await Promise.all(targets.map((target) => rawStatus(url, target)))

    const expected = targets.map((target) => {
      if (target.length > 4_096) return 414
      return ['/manifest.json', '/server/site.mjs', '//evil.example/'].includes(target) ? 404 : 400
    })
    assert.equal(statuses, expected)
  }),
)

serving('takes a whole address as the target, whatever host it names', () =>
  withTiny({}, {}, async (url) => {
    const text = await sendRaw(
      url,
      'GET http://other.example/report/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    )

    assert.match(text, /^HTTP\/1\.1 200 /)
    assert.match(text, 'Report 1')
    assert.not.match(text, 'other.example')
  }),
)

serving('answers once and closes where the Host, the version or the framing is wrong', () =>
  withTiny({}, {}, async (url) => {
    const ask = async (head: string) => {
      const text = await sendRaw(url, `${head}\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n`)
      return [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))
    }

    const twoHosts = await ask('GET /note/a HTTP/1.1\r\nHost: x\r\nHost: y')
    const badHost = await ask('GET / HTTP/1.1\r\nHost: a b/c')
    const noHost = await ask('GET / HTTP/1.1\r\nAccept: */*')
    const version = await ask('GET / HTTP/3.7\r\nHost: x')
    const coded = await ask('GET / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked')
    const tunnel = await ask('CONNECT a:1 HTTP/1.1\r\nHost: a:1')

    assert.equal([twoHosts, badHost, noHost, coded, tunnel], [[400], [400], [400], [400], [405]])
    assert.ok(version.length === 1 && version[0]! >= 400, `${version}`)
  }),
)

serving('refuses methods that are not for reading, and says which are', () =>
  withTiny({}, {}, async (url) => {
    const text = await sendRaw(url, 'DELETE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')

    assert.match(text, /^HTTP\/1\.1 405 /)
    assert.match(text, 'Allow: GET, HEAD, OPTIONS\r\n')
    assert.is(await rawStatus(url, '/', 'BREW'), 400)
  }),
)

serving('serves hashed assets as immutable and in ranges', () =>
  withTiny({}, {}, async (url, _, { out }) => {
    const { manifest } = await openBuild(out, (await requireCurrent(out)).build)
    const css = manifest.css[0]!

    const whole = await getBytes(url + css, { 'accept-encoding': 'br' })
    const part = await getBytes(url + css, { range: 'bytes=3-5' })

    assert.is(whole.headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.is(whole.headers['content-encoding'], 'br')
    assert.is(part.status, 206)
    assert.is(part.text, brotliDecompressSync(whole.bytes).toString().slice(3, 6))
  }),
)

serving('leads a path without a language to the reader’s, by query, cookie, header or default', () =>
  withTiny(siteFile('', `['vi', 'en', 'ru']`), {}, async (url) => {
    const ask = async (path: string, headers: Record<string, string>) => (await getBytes(url + path, headers)).headers

    const byDefault = await ask('/', {})
    const byHeader = await ask('/report/1', { 'accept-language': 'fr, ru;q=0.8, en;q=0.5' })
    const byCookie = await ask('/', { cookie: 'a=b; preferred_language=en', 'accept-language': 'ru' })
    const byQuery = await ask('/note?name=x&lang=ru', { cookie: 'language=en' })

    assert.equal(
      [byDefault, byHeader, byCookie, byQuery].map(({ location }) => location),
      ['/vi/', '/ru/report/1', '/en/', '/ru/note/x'],
    )
    assert.is(byHeader.vary, 'Accept-Language, Cookie')
    assert.is((await getBytes(`${url}/vi`, {})).headers.location, '/vi/')
    assert.is((await getBytes(`${url}/xx/report/1`, {})).status, 404)
  }),
)

serving('answers what it has received before it stops, to slow readers too', () =>
  inTemporaryFolder(async (folder) => {
    const big = `load: () => ({ text: 'x'.repeat(4_000_000) })`
    const where = await writeTinySite(
      folder,
      siteFile(`route('/big', { id: 'big', page: Home, head, ${big}, prerender: 'all' })`),
    )
    await build(where)
    await withServer(where.out, {}, async ({ url, server }) => {
      const { hostname, port } = new URL(url)
      const socket = connect(Number(port), hostname)
      await once(socket, 'connect')
      socket.write('GET /big HTTP/1.1\r\nHost: x\r\n\r\n')
      await once(socket, 'readable')

      const closed = server.close()
      let length = 0
      for await (const chunk of socket) length += (chunk as Buffer).length
      await closed

      assert.ok(length > 8_000_000, `${length} bytes arrived`)
    })
  }),
)

serving.run()
