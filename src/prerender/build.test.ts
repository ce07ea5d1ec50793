import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../core/errors.ts'
import { readCurrent } from '../output/current.ts'
import { buildsFolder } from '../output/layout.ts'
import { openBuild } from '../output/read.ts'
import { build, readTree } from '../testing/builds.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { reportFile, siteFile, writeTinySite } from '../testing/tiny-site.ts'

const building = suite('prerender/build')

building('writes every page as html and, beside it, brotli that decodes to exactly that html', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)

    const { id, pages } = await build(where)

    const { manifest, readPage } = await openBuild(where.out, id)
    assert.equal(
      manifest.pages.map((page) => page.address),
      ['/', '/report/2', '/report/1', '/404', '/500'],
    )
    assert.is(pages, 5)
    for (const page of manifest.pages) {
      const { html, br } = await readPage(page)
      assert.equal(brotliDecompressSync(br), html)
    }
  }),
)

building('escapes what pages print', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)

    const { folder: built } = await build(where)

    const html = await readFile(join(built, 'pages/index.html'), 'utf8')
    assert.match(html, '<h1 title="Hello &lt;world> &amp; all">Hello &lt;world> &amp; all</h1>')
  }),
)

building('makes the same bytes from the same input, wherever it stands and however many threads work', () =>
  inTemporaryFolder(async (folder) => {
    const one = await writeTinySite(join(folder, 'one'))
    const two = await writeTinySite(join(folder, 'deeper/down/two'))

    await build(one, { threads: 1 })
    await build(two, { threads: 3 })

    assert.equal(await readTree(buildsFolder(one.out)), await readTree(buildsFolder(two.out)))
  }),
)

building('builds the other pages when one throws, names its line, and leaves the current build alone', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const good = await build(where)
    await writeTinySite(folder, siteFile(`route('/bad', { id: 'bad', page: Boom, head, prerender: 'all' })`))

    const bad = await build(where)

    assert.is(bad.published, false)
    assert.is(bad.pages, 5)
    assert.equal(
      bad.failures.map(({ address, place }) => ({ address, place: place?.replace(/:\d+$/, '') })),
      [{ address: '/bad', place: join(where.site, 'pages.tsx:8') }],
    )
    assert.is((await readCurrent(where.out))?.build, good.id)
  }),
)

building('names the line of a loader that throws', () =>
  inTemporaryFolder(async (folder) => {
    const load = `load: () => { throw new Error('no data') }`
    const where = await writeTinySite(
      folder,
      siteFile(`route('/bad', { id: 'bad', page: Boom, head, prerender: 'all', ${load} })`),
    )

    const { failures } = await build(where)

    assert.is(failures[0]?.message, 'no data')
    const lines = (await readFile(join(where.site, 'site.tsx'), 'utf8')).split('\n')
    const line = lines.findIndex((text) => text.includes(`new Error('no data')`)) + 1
    assert.match(failures[0]?.place ?? '', `site.tsx:${line}:`)
  }),
)

building('changes nothing when the content is broken', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    await build(where)
    const before = await readTree(where.out)
    await writeFile(join(where.content, 'reports/0003.en.md'), 'no front matter')

    const error = await build(where).catch((thrown: unknown) => thrown)

    assert.instance(error, EnddelError)
    assert.match((error as Error).message, '0003.en.md:1: no front matter')
    assert.equal(await readTree(where.out), before)
    assert.is((await readdir(join(where.out, 'builds'))).length, 1)
  }),
)

building('leaves no draft behind when the site cannot be bundled, and names the file', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder, { 'site/pages.tsx': 'export const Home = (' })

    const error = await build(where).catch((thrown: unknown) => thrown)

    assert.match((error as Error).message, 'pages.tsx')
    assert.equal(await readdir(join(where.out, 'builds')), [])
  }),
)

building('keeps three builds and removes older ones', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const ids: string[] = []
    for (const id of [3, 4, 5, 6]) {
      await writeTinySite(folder, reportFile(id))
      ids.push((await build(where)).id)
    }

    const kept = await readdir(join(where.out, 'builds'))

    assert.equal(kept.sort(), ids.slice(1).sort())
    const current = await readCurrent(where.out)
    assert.equal([current?.build, current?.previous], [ids[3], [ids[2], ids[1]]])
  }),
)

building('mends a current build that was damaged', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const { folder: built } = await build(where)
    const whole = await readTree(buildsFolder(where.out))
    await writeFile(join(built, 'pages/index.html.br'), 'damage')

    await build(where)

    assert.equal(await readTree(buildsFolder(where.out)), whole)
  }),
)

building('builds reports always and of the other pages the most popular', () =>
  inTemporaryFolder(async (folder) => {
    const notes = `['a', 'b', 'c', 'd'].map((name) => ({ name }))`
    const extra = `route('/popular/:name', { id: 'popular', page: Note, head, load: ({ name }) => ({ name }), params: () => ${notes}, prerender: 'all' })`
    const where = await writeTinySite(folder, {
      ...siteFile(extra),
      'out/popular.json': JSON.stringify({ format: 1, pages: { '/popular/c': 9, '/popular/b': 3 } }),
    })

    const { id } = await build(where, { popular: 3 })

    const { manifest } = await openBuild(where.out, id)
    assert.equal(
      manifest.pages.map((page) => page.address),
      ['/', '/report/2', '/report/1', '/popular/b', '/popular/c', '/404', '/500'],
    )
  }),
)

building('says which folder cannot be written', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder, { 'a-file': '' })

    const error = await build(where, { out: join(folder, 'a-file/out') }).catch((thrown: unknown) => thrown)

    assert.instance(error, EnddelError)
    assert.match((error as Error).message, join(folder, 'a-file/out'))
  }),
)

building('says that a folder holds no site', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)

    const error = await build(where, { site: join(folder, 'content') }).catch((thrown: unknown) => thrown)

    assert.match((error as Error).message, 'has no site.ts')
  }),
)

building('refuses a site with two routes for one path', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder, siteFile(`route('/note/:other', { id: 'twin', page: Note, head })`))

    const error = await build(where).catch((thrown: unknown) => thrown)

    assert.match((error as Error).message, /site\.tsx: the routes note and twin have the same path/)
  }),
)

building.run()
