import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, truncate, writeFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../core/errors.ts'
import { openFiles } from '../testing/open-files.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { finishBuild, headFacts, manifestPage, storePage, writeLines } from '../testing/stored-page.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { readCurrent } from './current.ts'
import { buildFolder, buildsFolder, manifestFile, pagesFile, pagesFolder, untidyFile } from './layout.ts'
import { buildIdOf, encodePage, type ManifestPage } from './manifest.ts'
import { openBuild } from './read.ts'
import { createBuildWriter } from './write.ts'

const write = suite('output/write')

write('has the pages in their order, however many', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)
    // More than a megabyte: they are written in several pieces.
    const pages = Array.from({ length: 5_000 }, (_, id) => manifestPage(`/vi/page/${id}`, `<p>${id}`, `${id}`))

    const id = await finishBuild(writer, headFacts, pages.map(encodePage), false)

    const build = await openBuild(out, id)
    assert.is(id, buildIdOf(await readFile(manifestFile(buildFolder(out, id)))))
    assert.ok(build.manifest.files[pagesFile]!.bytes > 1_500_000)
    assert.equal(build.pages(), pages)
  }),
)

write('gives another id when a page is another, or stands in another place', () =>
  inTemporaryFolder(async (out) => {
    const [one, two, other] = [manifestPage('/1', 'a', 'b'), manifestPage('/2', 'a', 'b'), manifestPage('/2', 'c', 'b')]
    const idWith = async (pages: ManifestPage[]) =>
      finishBuild(await createBuildWriter(out), headFacts, pages.map(encodePage), false)

    const ids = [await idWith([one, two]), await idWith([two, one]), await idWith([one, other]), await idWith([one])]

    assert.is(new Set(ids).size, 4)
    assert.is(await idWith([one, two]), ids[0])
  }),
)

write('takes the files of an older build as they are, and no others', () =>
  inTemporaryFolder(async (out) => {
    const older = await openBuild(
      out,
      await buildOf(out, { 'public/a.txt': 'a', 'public/assets/b.js': 'b', 'publication/c.txt': 'c' }, true),
    )
    const writer = await createBuildWriter(out)

    await writer.carry(older, 'public')
    await writer.writeFile('more.txt', 'more')
    const build = await openBuild(out, await finishBuild(writer, headFacts, [], false))

    assert.equal(Object.keys(build.manifest.files), ['more.txt', pagesFile, 'public/a.txt', 'public/assets/b.js'])
    assert.is((await build.readFile('public/assets/b.js')).toString(), 'b')
    // One file with two names: it takes no room and no time.
    assert.is((await stat(build.pathOf('public/a.txt'))).ino, (await stat(older.pathOf('public/a.txt'))).ino)
  }),
)

write('takes nothing from an older build that is damaged', () =>
  inTemporaryFolder(async (out) => {
    const older = await openBuild(out, await buildWith(out, 'text'))
    await truncate(older.pathOf('public/a.txt'), 1)
    const writer = await createBuildWriter(out)

    const error = await refusalOfAsync(writer.carry(older, 'public'))

    assert.is(error.code, 'E_DAMAGED')
    assert.match(error.message, older.pathOf('public/a.txt'))
  }),
)

write('takes over what another tool wrote, folders and all', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)
    await mkdir(join(writer.folder, 'public/assets'), { recursive: true })
    await writeFile(join(writer.folder, 'public/robots.txt'), 'robots')
    await writeFile(join(writer.folder, 'public/assets/site.js'), 'script')

    await writer.adopt('public')
    const { manifest } = await openBuild(out, await finishBuild(writer, headFacts, [], false))

    assert.equal(Object.keys(manifest.files), [pagesFile, 'public/assets/site.js', 'public/robots.txt'])
  }),
)

write('takes over nothing from a folder that is not there', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)

    await writer.adopt('public')
    const { manifest } = await openBuild(out, await finishBuild(writer, headFacts, [], false))

    assert.equal(Object.keys(manifest.files), [pagesFile])
  }),
)

write('gives the same id whatever the order of the files', () =>
  inTemporaryFolder(async (out) => {
    const there = await buildOf(out, { 'a.txt': 'a', 'b.txt': 'b' })
    const back = await buildOf(out, { 'b.txt': 'b', 'a.txt': 'a' })

    assert.is(there, back)
  }),
)

write('is not current before it is published', () =>
  inTemporaryFolder(async (out) => {
    const id = await buildWith(out, 'first')

    const before = await readCurrent(out)
    await buildWith(out, 'first', true)

    assert.is(before, undefined)
    assert.is((await readCurrent(out))?.build, id)
  }),
)

write('leaves no draft when it is finished', () =>
  inTemporaryFolder(async (out) => {
    const id = await buildWith(out, 'first')
    await buildWith(out, 'first')

    assert.equal(await readdir(buildsFolder(out)), [id])
  }),
)

write('leaves no trace when it is abandoned, nor of pages', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)
    await writer.writeFile('public/a.txt', 'a')
    await storePage(out, '/page', 'html', 'br')

    await writer.abandon()
    await writer.abandon()

    assert.equal([await readdir(buildsFolder(out)), await readdir(pagesFolder(out))], [[], []])
    assert.is(existsSync(untidyFile(out)), false)
  }),
)

write('lets go of the files of lines when it is abandoned while they grow', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)
    const [, ended] = [await writer.openLines(pagesFile), await writer.openLines('lines/ended.txt')]
    ended.close()
    const before = openFiles(out)

    await writer.abandon()

    assert.equal([before, openFiles(out)], [[join(writer.folder, pagesFile)], []])
  }),
)

write('has files of lines in the manifest when they are closed', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)
    await writeLines(writer, 'lines/some.txt', ['one', Buffer.from('two')])

    const build = await openBuild(out, await finishBuild(writer, headFacts, [], false))

    assert.is((await build.readFile('lines/some.txt')).toString(), 'one\ntwo\n')
  }),
)

write('keeps a finished build when it is abandoned afterwards', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)
    const id = await finishBuild(writer, headFacts, [], false)

    await writer.abandon()

    assert.is((await openBuild(out, id)).id, id)
  }),
)

write('removes what builds that were killed or that failed have left, pages too', () =>
  inTemporaryFolder(async (out) => {
    await mkdir(join(buildsFolder(out), '.draft-abc'), { recursive: true })
    await buildWith(out, 'failed')
    await storePage(out, '/page', 'left', 'left')

    const writer = await createBuildWriter(out)
    await writer.abandon()

    assert.equal([await readdir(buildsFolder(out)), await readdir(pagesFolder(out))], [[], []])
    assert.is(existsSync(untidyFile(out)), false)
  }),
)

write('puts a whole build in place of the same one that was damaged', () =>
  inTemporaryFolder(async (out) => {
    const id = await buildWith(out, 'text')
    await truncate(join(buildFolder(out, id), 'public/a.txt'), 1)

    await buildWith(out, 'text')
    const build = await openBuild(out, id)

    assert.is((await build.readFile('public/a.txt')).toString(), 'text')
  }),
)

write('puts a whole build in place of the same one whose manifest was changed', () =>
  inTemporaryFolder(async (out) => {
    const id = await buildWith(out, 'text')
    const file = manifestFile(buildFolder(out, id))
    await writeFile(file, (await readFile(file, 'utf8')).replace('"siteUrl":""', '"siteUrl":"x"'))

    await buildWith(out, 'text')

    assert.is((await openBuild(out, id)).id, id)
  }),
)

write('leaves a whole build of the same id as it stands, as it may be being served', () =>
  inTemporaryFolder(async (out) => {
    const id = await buildWith(out, 'text', true)
    await writeFile(join(buildFolder(out, id), 'mark'), '')

    await buildWith(out, 'text')

    assert.ok((await readdir(buildFolder(out, id))).includes('mark'))
  }),
)

write('keeps three builds when it is published', () =>
  inTemporaryFolder(async (out) => {
    await buildWith(out, 'first', true)
    const second = await buildWith(out, 'second', true)
    const third = await buildWith(out, 'third', true)

    const fourth = await buildWith(out, 'fourth', true)

    const current = await readCurrent(out)
    assert.equal([current?.build, current?.previous], [fourth, [third, second]])
    assert.equal((await readdir(buildsFolder(out))).sort(), [second, third, fourth].sort())
  }),
)

write('makes a build that others may read', () =>
  inTemporaryFolder(async (out) => {
    const id = await buildWith(out, 'text')

    const { mode } = await stat(buildFolder(out, id))

    assert.is(mode & 0o777, 0o777 & ~process.umask())
  }),
)

write('refuses a manifest that serve could not read, before anything becomes current', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)

    const error = await finishBuild(writer, { ...headFacts, locales: [] }, [], true).catch(
      (failure: unknown) => failure,
    )

    assert.instance(error, EnddelError)
    assert.is(await readCurrent(out), undefined)
  }),
)

write('says which folder cannot be written', () =>
  inTemporaryFolder(async (folder) => {
    const out = join(folder, 'file')
    await writeFile(out, '')

    const error = await createBuildWriter(out).catch((failure: unknown) => failure)

    assert.instance(error, EnddelError)
    assert.is((error as EnddelError).code, 'E_OUT')
    assert.match((error as EnddelError).message, out)
  }),
)

write.run()

function buildWith(out: string, text: string, publish = false): Promise<string> {
  return buildOf(out, { 'public/a.txt': text }, publish)
}

async function buildOf(out: string, files: Record<string, string>, publish = false): Promise<string> {
  const writer = await createBuildWriter(out)
  for (const [file, text] of Object.entries(files)) await writer.writeFile(file, text)
  return finishBuild(writer, headFacts, [], publish)
}
