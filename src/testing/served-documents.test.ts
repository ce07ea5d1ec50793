/** Documents beside pages: texts of any type, built and made on demand, answered as pages are. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verifyBuild } from '../serve/verify/verify-build.ts'
import { askHttp2, withHttp2 } from './http2-client.ts'
import { getBytes } from './http-get.ts'
import { RawClient } from './raw-client.ts'
import { type Served, withServer } from './serving.ts'
import { siteFile } from './tiny-site.ts'
import { withTinyBuild } from './tiny-build.ts'
import { withTls } from './tls-serving.ts'

const documents = suite('testing/served-documents')

const xml = 'application/xml; charset=utf-8'
const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** `feed` is there in each language, the others once; `data` is made on demand. */
const files = siteFile(
  `
  document('/feed.xml', {
    id: 'feed', type: '${xml}', prerender: 'all', aliases: ['/feed'],
    load: async (_, { reports, locale }) => ({ titles: (await reports.list({ page: 1, perPage: 9 })).items, locale }),
    text: ({ titles, locale }, page) =>
      '<feed lang="' + locale + '">' + titles.map(({ id, title }) =>
        '<x href="' + page.url(page.href('/report/' + id)) + '">' + title + '</x>').join('') + '</feed>',
  }),
  document('/map.xml', {
    id: 'map', type: '${xml}', prerender: 'all', isLocalised: false,
    load: ({}, { reports }) => reports.ids(),
    text: (ids, page) => '<map>' + ids.map((id) =>
      '<loc>' + page.url(page.hrefIn('en', '/report/' + id)) + '</loc>').join('') + '</map>',
  }),
  document('/data/:name', {
    id: 'data', type: 'application/json', isLocalised: false, freshness: 'longTerm',
    load: ({ name }) => name === 'old' ? redirect('/data/new') : ({ name }),
    text: (data) => JSON.stringify(data),
  }),
  document('/broken.txt', { id: 'broken', type: 'text/plain', text: (data) => data.no.text }),
  document('/nothing.txt', { id: 'nothing', type: 'text/plain', text: () => undefined }),
  `,
  `['vi', 'en']`,
)

function withDocuments(work: (served: Served) => Promise<void>): Promise<void> {
  return withTinyBuild(({ out }) => withServer(out, {}, work), files)
}

documents('are answered with their type, policy and bytes in each encoding', () =>
  withDocuments(async ({ url }) => {
    for (const encoding of ['identity', 'br', 'gzip']) {
      // The first answer may be node's, the second is the wire's.
      for (let times = 0; times < 2; times++) {
        const { status, headers, text } = await getBytes(`${url}/vi/feed.xml`, { 'Accept-Encoding': encoding })

        assert.is(status, 200)
        assert.is(headers['content-type'], xml)
        assert.is(headers['content-security-policy'], policy)
        assert.is(headers['content-encoding'], encoding === 'identity' ? undefined : encoding)
        const expected = [2, 1].map((id) => `<x href="/vi/report/${id}">Report ${id}</x>`).join('')
        assert.is(text, `<feed lang="vi">${expected}</feed>`)
      }
    }
  }),
)

documents('are not sent again to who has them, and of HEAD there is the head alone', () =>
  withDocuments(async ({ url }) => {
    const { headers, bytes } = await getBytes(`${url}/map.xml`, { 'Accept-Encoding': 'br' })
    const known = await getBytes(`${url}/map.xml`, { 'Accept-Encoding': 'br', 'If-None-Match': headers.etag! })
    const client = await RawClient.connect(url)
    const [head] = await client.send('HEAD /map.xml HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\n\r\n').answers(1)
    client.close()

    assert.equal([known.status, known.bytes.length, known.headers.etag], [304, 0, headers.etag])
    assert.equal([head!.status, head!.body], [200, ''])
    assert.ok(head!.fields.includes(`content-length: ${bytes.length}`))
    assert.ok(head!.fields.includes(`content-type: ${xml}`))
  }),
)

documents('lead by language where there are several, and lie at the root where there is one for all', () =>
  withDocuments(async ({ url }) => {
    const ask = async (path: string) => {
      const { status, headers } = await getBytes(url + path, { 'Accept-Language': 'en' })
      return [status, headers.location]
    }

    assert.equal(await ask('/feed.xml'), [302, '/en/feed.xml'])
    assert.equal(await ask('/feed'), [302, '/en/feed.xml'])
    assert.equal(await ask('/vi/feed'), [200, undefined])
    assert.equal(await ask('/map.xml'), [200, undefined])
    assert.equal(await ask('/map.xml/'), [308, '/map.xml'])
    for (const path of ['/vi/map.xml', '/en/map.xml', '/vi/map.xml/', '/en/data/a', '/vi/data/a/'])
      assert.equal(await ask(path), [404, undefined], path)
    assert.equal(await ask('/data/old'), [302, '/data/new'])
  }),
)

documents('are made on demand, and come back from the disk as they were', () =>
  withTinyBuild(async ({ out }) => {
    const options = { diskCacheBytes: 1024 * 1024 }
    const ask = (served: Served) => getBytes(`${served.url}/data/a`, { 'Accept-Encoding': 'br' })
    const made = await withServer(out, options, async (served) => {
      assert.is((await ask(served)).text, '{"name":"a"}')
      return ask(served)
    })

    await withServer(out, options, async (served) => {
      const { status, headers, text } = await ask(served)
      assert.equal([status, text, headers.etag], [200, '{"name":"a"}', made.headers.etag])
      assert.equal([headers['content-type'], headers['content-security-policy']], ['application/json', policy])
      assert.ok(served.events.some((event) => event.type === 'page' && event.tier === 'disk'))
    })
  }, files),
)

documents('that throw, or give no text, are the ordinary error page', () =>
  withDocuments(async ({ url, events }) => {
    for (const name of ['broken', 'nothing']) {
      const { status, headers, text } = await getBytes(`${url}/en/${name}.txt`, {})
      assert.equal([status, headers['content-type']], [500, 'text/html; charset=utf-8'])
      assert.match(text, /<!doctype html>.*Something broke/)
      assert.match(String(headers['content-security-policy']), "script-src 'self'")
    }
    const failures = events.flatMap((event) => (event.type === 'render-failed' ? [event.message] : []))
    assert.match(failures[1]!, 'the text of the document nothing is no string')
  }),
)

documents('are the same over HTTP/2', () =>
  withTinyBuild(
    ({ out }) =>
      withTls(
        {},
        ({ url, ca }) =>
          withHttp2(url, ca, async (session) => {
            const { status, headers, body } = await askHttp2(session, { ':path': '/map.xml' })

            assert.equal([status, headers['content-type'], headers['content-security-policy']], [200, xml, policy])
            assert.is(String(body), '<map><loc>/en/report/2</loc><loc>/en/report/1</loc></map>')
          }),
        Promise.resolve(out),
      ),
    files,
  ),
)

documents('are verified with the build, and where their links lead', async () => {
  const problemsOf = (source: Record<string, string>) =>
    withTinyBuild(async ({ out }) => {
      const { problems } = await verifyBuild({ out, build: undefined, scope: 'all' })
      return problems.map(({ place, message }) => `${place} ${message}`)
    }, source)
  const broken = files['site/site.tsx']!.replace("hrefIn('en', '/report/'", "hrefIn('en', '/reports/'")

  assert.equal(await problemsOf(files), [])
  assert.equal(await problemsOf({ ...files, 'site/site.tsx': broken }), [
    '/map.xml links to /en/reports/2: no page, file or route is there',
    '/map.xml links to /en/reports/1: no page, file or route is there',
  ])
})

documents.run()
