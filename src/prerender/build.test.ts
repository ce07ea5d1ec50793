import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readIndex } from '../content/report-index.ts'
import { EnddelError } from '../core/errors.ts'
import { fileStamp } from '../core/file-stamp.ts'
import { readCurrent } from '../output/current.ts'
import { buildsFolder, contentFiles, packsFolder, pagesFolder } from '../output/layout.ts'
import { openBuild } from '../output/read.ts'
import { build, readTree } from '../testing/builds.ts'
import { htmlOf, pagePaths } from '../testing/page-files.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { reportFile, siteFile, writeTinySite } from '../testing/tiny-site.ts'

const building = suite('prerender/build')

building('writes every page as html and, beside it, brotli that decodes to exactly that html', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)

    const { id, pages } = await build(where)

    const { pages: all, readPage } = await openBuild(where.out, id)
    assert.equal(
      all().map((page) => page.address),
      ['/', '/report/2', '/report/1', '/404', '/500'],
    )
    assert.is(pages, 5)
    for (const page of all()) {
      const { html, br } = await readPage(page)
      assert.equal(brotliDecompressSync(br!), html)
    }
  }),
)

building('escapes what pages print', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)

    await build(where)

    assert.match(await htmlOf(where.out, '/'), '<h1 title="Hello &lt;world> &amp; all">Hello &lt;world> &amp; all</h1>')
  }),
)

building('makes the same bytes from the same input, wherever it stands and however many threads work', () =>
  inTemporaryFolder(async (folder) => {
    const one = await writeTinySite(join(folder, 'one'))
    const two = await writeTinySite(join(folder, 'deeper/down/two'))

    await build(one, { threads: 1 })
    await build(two, { threads: 3 })

    const [ofOne, ofTwo] = [await readTrees(one.out), await readTrees(two.out)]
    assert.equal([...ofOne.keys()], [...ofTwo.keys()])
    assert.equal(ofOne, ofTwo)
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

building('says which route is to be built and has no page, where its loader leads, and what to do', () =>
  inTemporaryFolder(async (folder) => {
    const extra = `
      route('/latest', { id: 'latest', page: Note, head, prerender: 'all', load: () => redirect('/list') }),
      route('/tag/:name', { id: 'tag', page: Note, head, prerender: 'all', params: () => [{ name: 'old' }], load: () => notFound() }),`
    const where = await writeTinySite(folder, siteFile(extra))

    const { published, failures } = await build(where)

    assert.not(published)
    assert.equal(
      failures.map(({ address, message }) => `${address}: ${message}`),
      [
        "/latest: route latest is to be built, but its loader redirects to /list (let it return a page, or give the route prerender: 'none')",
        `/tag/old: route tag is to be built with {"name":"old"}, but its loader finds no page (leave them out of params of the route, or give the route prerender: 'none')`,
      ],
    )
  }),
)

building('leaves out a report that cannot be shown, tells why, and builds the others', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder, { 'content/reports/0003.en.md': 'no front matter' })

    const { id, published, problems } = await build(where)

    assert.is(published, true)
    assert.equal(
      problems.map(({ slug, message }) => [slug, message]),
      [['0003', `${join(where.content, 'reports/0003.en.md')}:1: no front matter`]],
    )
    assert.equal((await openBuild(where.out, id)).manifest.problems, problems)
    assert.equal(
      (await reportsOf(where.out, id)).map(({ id }) => id),
      [2, 1],
    )
  }),
)

building('shows a report that is broken meanwhile as it was, until it is mended', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    await build(where)
    await writeTinySite(folder, { 'content/reports/0002.en.md': 'no front matter' })

    const broken = await build(where)
    const shown = await htmlOf(where.out, '/report/2')
    await writeTinySite(folder, reportFile(2, 'Mended'))
    const mended = await build(where)

    assert.equal([broken.problems.length, mended.problems.length], [1, 0])
    assert.match(shown, 'Report 2')
    assert.match(await htmlOf(where.out, '/report/2'), 'Mended')
  }),
)

building('changes nothing when the products are broken, and names them', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    await build(where)
    const before = await readTree(where.out)
    await writeFile(join(where.content, 'products.json'), '{ "categories": [] }')

    const error = await refusalOfAsync(build(where))

    assert.match(error.message, `${join(where.content, 'products.json')}: products: `)
    assert.equal(await readTree(where.out), before)
  }),
)

building('carries the products along, or none when there is no products.json', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const category = { slug: 'books', name: { en: 'Books' }, description: { en: 'To read' } }
    const productsOf = async (id: string) =>
      JSON.parse((await (await openBuild(where.out, id)).readFile(contentFiles.products)).toString())

    const without = await build(where)
    await writeFile(join(where.content, 'products.json'), JSON.stringify({ categories: [category], products: [] }))
    const withOne = await build(where)

    assert.equal(await productsOf(without.id), { categories: [], products: [] })
    assert.equal(await productsOf(withOne.id), { categories: [category], products: [] })
  }),
)

building('wants the folder of reports, and changes nothing without', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    await rm(join(where.content, 'reports'), { recursive: true })

    const error = await refusalOfAsync(build(where))

    assert.is(error.message, `${join(where.content, 'reports')}: no such folder`)
    assert.not(existsSync(where.out))
  }),
)

building('has nothing to do when nothing has changed, and tells of the same build', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const first = await build(where)
    await settled([where.site, where.content])
    await build(where)
    const before = await readTree(where.out)

    const { stepMs: _, made, slowest: __, ...again } = await build(where)

    const { stepMs: ___, made: madeFirst, slowest: ____, ...rest } = first
    assert.equal([madeFirst, made], [5, 0])
    assert.equal(again, rest)
    assert.equal(await readTree(where.out), before)
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

building('mends a current build that was damaged when it makes everything anew', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const { id, folder: built } = await build(where)
    const whole = await readTrees(where.out)
    const [pack] = await readdir(packsFolder(where.out))
    await writeFile((await pagePaths(where.out, '/')).br, 'damage')
    await rm((await pagePaths(where.out, '/report/1')).html)
    await writeFile(join(packsFolder(where.out), pack!), 'damage')
    await rm(join(built, 'public/robots.txt'))

    const mended = await build(where, { isForced: true })

    assert.is(mended.id, id)
    assert.equal(await readTrees(where.out), whole)
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

    const { pages } = await openBuild(where.out, id)
    assert.equal(
      pages().map((page) => page.address),
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

/** All that builds consist of, without what they note for the next one. */
async function readTrees(out: string): Promise<Map<string, Buffer>> {
  const folders = [buildsFolder(out), pagesFolder(out), packsFolder(out)]
  const trees = await Promise.all(folders.map(readTree))
  return new Map(trees.flatMap((tree, index) => [...tree].map(([file, bytes]) => [`${index}/${file}`, bytes] as const)))
}

async function reportsOf(out: string, id: string): Promise<{ id: number; title: string }[]> {
  const build = await openBuild(out, id)
  const index = readIndex(await build.readFile(contentFiles.reports), 'reports')
  const report = (at: number) => ({ id: index.idAt(at), title: index.entryAt(at).texts.en!.title })
  return Array.from({ length: index.size }, (_, position) => report(position))
}

/** Until all files below have the stamps that they keep. */
async function settled(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (const name of (await readTree(folder)).keys()) {
      const path = join(folder, name)
      while (fileStamp(path) !== fileStamp(path)) await new Promise(setImmediate)
    }
  }
}
