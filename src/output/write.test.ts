import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, truncate, writeFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../core/errors.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { readCurrent } from './current.ts'
import { buildFolder, buildsFolder, manifestFile, lockFile } from './layout.ts'
import { hashOf, type Manifest } from './manifest.ts'
import { openBuild } from './read.ts'
import { createBuildWriter } from './write.ts'

const write = suite('output/write')

const manifestFacts: Omit<Manifest, 'files'> = {
  format: 1,
  locales: ['vi', 'en'],
  siteUrl: '',
  brotliQuality: 5,
  css: [],
  js: [],
  pages: [],
}
const pageFacts = {
  address: '/vi/coin/btc',
  route: 'coin',
  locale: 'vi',
  status: 200,
  hash: 'hash',
  csp: '',
  freshness: { freshForMs: 0, staleForMs: 0, staleIfErrorMs: 0 },
  tags: [],
}
/** Above the highest number Linux gives to a process. */
const noSuchProcess = 2 ** 22 + 1

write('keeps a page in two files and says in the manifest what they hold', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)

    const page = await writer.writePage({ ...pageFacts, html: Buffer.from('<p>'), br: Buffer.from('packed') })
    const { manifest } = await openBuild(out, await writer.finish({ ...manifestFacts, pages: [page] }, false))

    assert.equal(manifest.pages, [
      {
        ...pageFacts,
        file: 'pages/vi/coin/btc.html',
        html: { bytes: 3, sha256: hashOf('<p>') },
        br: { bytes: 6, sha256: hashOf('packed') },
      },
    ])
  }),
)

write('takes over what another tool wrote, folders and all', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)
    await mkdir(join(writer.folder, 'public/assets'), { recursive: true })
    await writeFile(join(writer.folder, 'public/robots.txt'), 'robots')
    await writeFile(join(writer.folder, 'public/assets/site.js'), 'script')

    await writer.adopt('public')
    const { manifest } = await openBuild(out, await writer.finish(manifestFacts, false))

    assert.equal(Object.keys(manifest.files), ['public/assets/site.js', 'public/robots.txt'])
  }),
)

write('takes over nothing from a folder that is not there', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)

    await writer.adopt('public')
    const { manifest } = await openBuild(out, await writer.finish(manifestFacts, false))

    assert.equal(manifest.files, {})
  }),
)

write('gives the same id whatever the order of the files', () =>
  inTemporaryFolder(async (out) => {
    const there = await createBuildWriter(out)
    await there.writeFile('a.txt', 'a')
    await there.writeFile('b.txt', 'b')
    const back = await createBuildWriter(out)
    await back.writeFile('b.txt', 'b')
    await back.writeFile('a.txt', 'a')

    assert.is(await there.finish(manifestFacts, false), await back.finish(manifestFacts, false))
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

write('leaves no trace when it is abandoned', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)
    await writer.writeFile('public/a.txt', 'a')

    await writer.abandon()
    await writer.abandon()

    assert.equal(await readdir(buildsFolder(out)), [])
  }),
)

write('keeps a finished build when it is abandoned afterwards', () =>
  inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)
    const id = await writer.finish(manifestFacts, false)

    await writer.abandon()

    assert.is((await openBuild(out, id)).id, id)
  }),
)

write('removes drafts of builds that were killed, and no others', () =>
  inTemporaryFolder(async (out) => {
    const dead = join(buildsFolder(out), `.draft-${noSuchProcess}-abc`)
    const alive = join(buildsFolder(out), `.draft-${process.ppid}-abc`)
    await mkdir(dead, { recursive: true })
    await mkdir(alive, { recursive: true })

    const writer = await createBuildWriter(out)
    await writer.abandon()

    assert.equal(await readdir(buildsFolder(out)), [`.draft-${process.ppid}-abc`])
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
    const id = await buildWith(out, 'text')
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

write('leaves the draft of another build alone when it is published', () =>
  inTemporaryFolder(async (out) => {
    const other = await createBuildWriter(out)
    await other.writeFile('public/a.txt', 'other')
    await buildWith(out, 'first', true)

    const id = await other.finish(manifestFacts, false)

    assert.is((await openBuild(out, id)).id, id)
  }),
)

write('keeps every build that becomes current when several are published at once', () =>
  inTemporaryFolder(async (out) => {
    const ids = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => buildWith(out, text, true)))

    const current = await readCurrent(out)

    assert.ok(ids.includes(current!.build))
    for (const id of [current!.build, ...current!.previous]) assert.is((await openBuild(out, id)).id, id)
    assert.is(existsSync(lockFile(out)), false)
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

    const error = await writer.finish({ ...manifestFacts, locales: [] }, true).catch((failure: unknown) => failure)

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

async function buildWith(out: string, text: string, publish = false): Promise<string> {
  const writer = await createBuildWriter(out)
  await writer.writeFile('public/a.txt', text)
  return writer.finish(manifestFacts, publish)
}
