import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { popularFile } from '../output/layout.ts'
import { openBuild } from '../output/read.ts'
import { parsePopularity } from '../output/popular.ts'
import { build } from '../testing/builds.ts'
import { getBytes } from '../testing/http-get.ts'
import { sendRaw, withServer } from '../testing/serving.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'
import { siteFile, writeTinySite } from '../testing/tiny-site.ts'

const popular = suite('serve/popularity')

async function readHits(out: string): Promise<Record<string, number>> {
  return Object.fromEntries(parsePopularity(await readFile(popularFile(out), 'utf8'), 'popular.json'))
}

popular('counts built pages and pages rendered on demand, whichever path answers them', () =>
  withTinyBuild(async (where) => {
    await withServer(where.out, {}, async ({ url }) => {
      await getBytes(`${url}/`, {})
      await sendRaw(url, 'GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /?q HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
      await getBytes(`${url}/note/a`, {})
      await getBytes(`${url}/note/a`, {})
      await getBytes(`${url}/nowhere`, {})
      await getBytes(`${url}/boom`, {})
    })

    assert.equal(await readHits(where.out), { '/': 3, '/note/a': 2 })
  }),
)

popular('closes the loop: what readers asked for is what the next build prerenders', () =>
  inTemporaryFolder(async (folder) => {
    const params = `params: () => ['a', 'b', 'c'].map((name) => ({ name }))`
    const extra = `route('/p/:name', { id: 'p', page: Note, head, load: ({ name }) => ({ name }), ${params}, prerender: 'all' })`
    const where = await writeTinySite(folder, siteFile(extra))
    await build(where, { popular: 0 })
    await withServer(where.out, {}, async ({ url }) => {
      await getBytes(`${url}/p/b`, {})
    })

    const { id } = await build(where, { popular: 1 })

    const { pages } = await openBuild(where.out, id)
    assert.equal(
      pages()
        .filter(({ route }) => route !== 'report')
        .map(({ address }) => address),
      ['/p/b', '/404', '/500'],
    )
  }),
)

popular('lets older hits fade, and adds to what the file holds', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder, {
      'out/popular.json': '{"format":1,"pages":{"/report/1":8,"/gone":0.001}}',
    })
    await build(where)

    await withServer(where.out, { halfLifeMs: 1 }, async ({ url }) => {
      await getBytes(`${url}/report/1`, {})
    })

    const hits = await readHits(where.out)
    assert.equal(Object.keys(hits), ['/report/1'])
    assert.ok(hits['/report/1']! >= 1 && hits['/report/1']! < 8, `${hits['/report/1']}`)
  }),
)

popular('serves all the same when the file is garbage, says so, and writes it anew', () =>
  withTinyBuild(async (where) => {
    await writeFile(join(where.out, 'popular.json'), 'garbage')

    await withServer(where.out, {}, async ({ url, events }) => {
      await getBytes(`${url}/`, {})

      assert.equal(events.filter(({ type }) => type === 'popularity-failed').length, 1)
    })

    assert.equal(await readHits(where.out), { '/': 1 })
  }),
)

popular.run()
