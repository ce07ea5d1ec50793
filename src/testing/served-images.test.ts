/** Images beside pages: drawn when they are built or asked for, answered as pages are, but never compressed. */
import { appendFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { requireCurrent } from '../output/current.ts'
import { pagesFolder } from '../output/layout.ts'
import { verifyBuild } from '../serve/verify/verify-build.ts'
import { build } from './builds.ts'
import { withDev } from './dev-serving.ts'
import { getBytes } from './http-get.ts'
import { pageOf, pagePaths } from './page-files.ts'
import { pngSize } from './png.ts'
import { RawClient } from './raw-client.ts'
import { type Served, withServer } from './serving.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { withTinyBuild } from './tiny-build.ts'
import { reportFile, siteFile, writeTinySite } from './tiny-site.ts'

const images = suite('testing/served-images')

const nasty = `'<text x="1">&amp; "quoted" & 🚀 ]]> ${'long'.repeat(30)}'`

/** `card` is built, `word` made on demand. */
const routes = `
  image('/card/:id.png', {
    id: 'card', image: Card, width: 240, height: 126, always: true, prerender: 'all', freshness: 'longTerm',
    params: async ({ reports }) => (await reports.ids()).map((id) => ({ id: String(id) })),
    load: async ({ id }, { reports }) => {
      const report = await reports.get(Number(id))
      return report ? { title: report.title } : notFound()
    },
  }),
  image('/word/:word.png', {
    id: 'word', image: Card, width: 120, height: 63, freshness: 'longTerm', load: ({ word }) => ({ title: word }),
  }),
  image('/broken.png', { id: 'broken', image: ({ data }) => data.no.text, width: 9, height: 9 }),
  image('/no-svg.png', { id: 'no-svg', image: () => <p title={'\\u0001'} />, width: 9, height: 9 }),
  image('/live.png', { id: 'live', image: () => <text><Live value="BTC.price" as="price" /></text>, width: 9, height: 9 }),
`
const site = siteFile(routes)
  ['site/site.tsx']!.replace('{ defineSite,', '{ defineSite, image, Live,')
  .replace('import { Boom,', "import { Card } from './card.tsx'\n      import { Boom,")

const files = {
  'site/site.tsx': site,
  'site/card.tsx': `
    export function Card({ data, lettering }) {
      const lines = lettering.lines(data.title, { size: 24, weight: 700, width: 200, maxLines: 3 })
      return <>{lines.map((line, number) => <text x="20" y={30 + number * 30} font-size="24" font-weight="700">{line}</text>)}</>
    }`,
  ...reportFile(2, nasty),
}

function withImages(work: (served: Served) => Promise<void>): Promise<void> {
  return withTinyBuild(({ out }) => withServer(out, {}, work), files)
}

images('are answered as they are, whatever encoding is taken, and with what caches need', () =>
  withImages(async ({ url }) => {
    for (const encoding of ['identity', 'br', 'gzip, br', 'br']) {
      const { status, headers, bytes } = await getBytes(`${url}/card/1.png`, { 'Accept-Encoding': encoding })

      assert.equal([status, headers['content-type'], headers['content-encoding']], [200, 'image/png', undefined])
      assert.equal(pngSize(bytes), { width: 240, height: 126 })
      assert.match(headers.etag!, /^"[\w-]{22}"$/)
      assert.equal([headers.vary, headers['content-length']], [undefined, String(bytes.length)])
      assert.match(headers['cache-control']!, /^public, max-age=60, s-maxage=\d{4,}, /)
      assert.is(headers['x-content-type-options'], 'nosniff')
    }
  }),
)

images('are not sent again to who has them, and of HEAD there is the head alone', () =>
  withImages(async ({ url }) => {
    const { headers, bytes } = await getBytes(`${url}/card/1.png`, {})
    const known = await getBytes(`${url}/card/1.png`, { 'Accept-Encoding': 'br', 'If-None-Match': headers.etag! })
    const client = await RawClient.connect(url)
    const [head] = await client.send('HEAD /card/1.png HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\n\r\n').answers(1)
    client.close()

    assert.equal([known.status, known.bytes.length, known.headers.etag], [304, 0, headers.etag])
    assert.equal([head!.status, head!.body], [200, ''])
    assert.ok(head!.fields.includes(`content-length: ${bytes.length}`))
  }),
)

images('are made on demand, and come back from the disk as they were', () =>
  withTinyBuild(async ({ out }) => {
    const options = { diskCacheBytes: 1024 * 1024 }
    const ask = (served: Served) => getBytes(`${served.url}/word/Ng%C3%A0y.png`, { 'Accept-Encoding': 'br, gzip' })
    const made = await withServer(out, options, async (served) => {
      await ask(served)
      return ask(served)
    })

    await withServer(out, options, async (served) => {
      const { status, headers, bytes } = await ask(served)
      assert.equal([status, headers['content-type'], headers.etag], [200, 'image/png', made.headers.etag])
      assert.ok(bytes.equals(made.bytes))
      assert.equal(pngSize(bytes), { width: 120, height: 63 })
      assert.ok(served.events.some((event) => event.type === 'page' && event.tier === 'disk'))
      assert.is((await getBytes(`${served.url}/card/9.png`, {})).status, 404)
    })
  }, files),
)

images('that throw, are no SVG or have live figures are the ordinary error page', () =>
  withImages(async ({ url, events }) => {
    for (const name of ['broken', 'no-svg', 'live']) {
      const { status, headers, text } = await getBytes(`${url}/${name}.png`, {})
      assert.equal([status, headers['content-type']], [500, 'text/html; charset=utf-8'], name)
      assert.match(text, 'Something broke')
    }
    const failures = events.flatMap((event) => (event.type === 'render-failed' ? [event.message] : []))
    assert.match(failures[2]!, 'the image live has a live figure')
  }),
)

images('are the same bytes from one thread or two, kept while what they show is the same, and lie there as files', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder, files)
    const first = await build(where)
    const card = await pageOf(where.out, '/card/1.png')
    const again = await build({ ...where, out: join(folder, 'other') }, { threads: 2 })
    await writeTinySite(folder, { ...files, ...reportFile(2, 'Another') })
    const edited = await build(where)

    assert.is(again.id, first.id)
    assert.is(edited.published, true)
    assert.equal(await pageOf(where.out, '/card/1.png'), card)
    assert.not.equal(
      (await pageOf(where.out, '/card/2.png')).html,
      (await pageOf(where.out, '/card/2.png', first.id)).html,
    )
    assert.is(edited.made, 2)
    assert.ok(edited.imageBytes > card.html.bytes)
    const names = (await readdir(join(pagesFolder(where.out), 'card'))).map((name) => name.replace(/\w{16}/, '#'))
    assert.equal(names.sort(), ['1.#.png', '2.#.png', '2.#.png'])
  }),
)

images('are made anew for another template, and for no other page', () =>
  withTinyBuild(async (where) => {
    await writeTinySite(join(where.out, '..'), {
      ...files,
      'site/card.tsx': files['site/card.tsx'].replace('"20"', '"21"'),
    })

    const { made, published } = await build(where)

    assert.equal([made, published], [2, true])
  }, files),
)

images('are verified with the build', () =>
  withTinyBuild(async ({ out }) => {
    const problemsOf = async () => {
      const { problems } = await verifyBuild({ out, build: undefined, scope: 'all' })
      return problems.map(({ place, message }) => `${place} ${message}`)
    }
    assert.equal(await problemsOf(), [])

    const { html } = await pagePaths(out, '/card/1.png')
    const { length } = await readFile(html)
    await appendFile(html, 'more')

    assert.equal(await problemsOf(), [`${html} has ${length + 4} bytes instead of ${length}`])
    assert.ok((await requireCurrent(out)).build)
  }, files),
)

images('are drawn by dev as they will be', () =>
  withDev(async ({ url, write }) => {
    await write('site/card.tsx', files['site/card.tsx'])
    await write('site/site.tsx', site)

    const { status, headers, bytes } = await getBytes(`${url}/card/1.png`, {})
    const broken = await getBytes(`${url}/broken.png`, {})

    assert.equal([status, headers['content-type']], [200, 'image/png'])
    assert.equal(pngSize(bytes), { width: 240, height: 126 })
    assert.equal([broken.status, broken.headers['content-type']], [500, 'text/html; charset=utf-8'])
  }),
)

images.run()
