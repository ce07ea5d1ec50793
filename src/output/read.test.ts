import { readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pagePaths } from '../testing/page-files.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { finishBuild, headFacts, manifestPage, storePage } from '../testing/stored-page.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { buildFolder, manifestFile, pagesFile } from './layout.ts'
import { isWhole, openBuild } from './read.ts'
import { createBuildWriter } from './write.ts'

const read = suite('output/read')

read('gives back the bytes of pages and files', () =>
  inTemporaryFolder(async (out) => {
    const id = await writeBuild(out)

    const build = await openBuild(out, id)
    const { html, br } = await build.readPage(build.pages()[0]!)

    assert.is(build.id, id)
    assert.equal(build.pages(), [manifestPage('/', '<p>home', 'packed')])
    assert.is(build.pageLines.length, 1)
    assert.equal(build.manifest.locales, ['vi', 'en'])
    assert.is(html.toString(), '<p>home')
    assert.is(String(br), 'packed')
    assert.is((await build.readFile('public/a.txt')).toString(), 'text')
    assert.is(build.pathOf('public/a.txt'), join(buildFolder(out, id), 'public/a.txt'))
  }),
)

read('says to build first where there is no such build', () =>
  inTemporaryFolder(async (out) => {
    const error = await refusalOfAsync(openBuild(out, '0000000000000000'))

    assert.is(error.code, 'E_NO_OUTPUT')
  }),
)

read('refuses a manifest that is not the one of that id', () =>
  inTemporaryFolder(async (out) => {
    const id = await writeBuild(out)
    const file = manifestFile(buildFolder(out, id))
    const bytes = await readFile(file)
    await writeFile(file, '{"format":3}\n')
    const another = await refusalOfAsync(openBuild(out, id))
    await writeFile(file, bytes.subarray(0, -20))
    const cut = await refusalOfAsync(openBuild(out, id))

    assert.equal([another.code, cut.code], ['E_DAMAGED', 'E_DAMAGED'])
    assert.match(another.message, 'manifest.json')
  }),
)

read('refuses a build whose file of pages is missing, cut off or changed, and names it', () =>
  inTemporaryFolder(async (out) => {
    const id = await writeBuild(out)
    const file = join(buildFolder(out, id), pagesFile)
    const bytes = await readFile(file)
    await writeFile(file, bytes.toString().replace('"status":200', '"status":404'))
    const changed = await refusalOfAsync(openBuild(out, id))
    await writeFile(file, bytes.subarray(0, -1))
    const cut = await refusalOfAsync(openBuild(out, id))
    await rm(file)
    const missing = await refusalOfAsync(openBuild(out, id))

    for (const { code, message } of [changed, cut, missing]) {
      assert.is(code, 'E_DAMAGED')
      assert.match(message, file)
    }
    assert.is(await isWhole(out, id), false)
  }),
)

read('refuses a build that has no file of pages', () =>
  inTemporaryFolder(async (out) => {
    const id = await (await createBuildWriter(out)).finish(headFacts, false)

    assert.is((await refusalOfAsync(openBuild(out, id))).code, 'E_DAMAGED')
  }),
)

read('refuses a page of which one byte is another', () =>
  inTemporaryFolder(async (out) => {
    const id = await writeBuild(out)
    const { html } = await pagePaths(out, '/', id)
    await writeFile(html, '<p>home?')
    const build = await openBuild(out, id)

    const error = await refusalOfAsync(build.readPage(build.pages()[0]!))

    assert.is(error.code, 'E_DAMAGED')
    assert.match(error.message, html)
  }),
)

read('refuses a page whose packed bytes were cut off', () =>
  inTemporaryFolder(async (out) => {
    const id = await writeBuild(out)
    await truncate((await pagePaths(out, '/', id)).br, 3)
    const build = await openBuild(out, id)

    assert.is((await refusalOfAsync(build.readPage(build.pages()[0]!))).code, 'E_DAMAGED')
  }),
)

read('refuses a file that is gone', () =>
  inTemporaryFolder(async (out) => {
    const id = await writeBuild(out)
    await rm(join(buildFolder(out, id), 'public/a.txt'))
    const build = await openBuild(out, id)

    assert.is((await refusalOfAsync(build.readFile('public/a.txt'))).code, 'E_DAMAGED')
  }),
)

read('refuses a file the manifest does not list, though it is there', () =>
  inTemporaryFolder(async (out) => {
    const id = await writeBuild(out)
    await writeFile(join(buildFolder(out, id), 'public/stray.txt'), 'stray')
    const build = await openBuild(out, id)

    assert.is((await refusalOfAsync(build.readFile('public/stray.txt'))).code, 'E_DAMAGED')
    assert.is((await refusalOfAsync(build.readFile('../../../etc/hostname'))).code, 'E_DAMAGED')
  }),
)

read('tells a whole build from a damaged one', () =>
  inTemporaryFolder(async (out) => {
    const id = await writeBuild(out)

    const before = await isWhole(out, id)
    await truncate(join(buildFolder(out, id), 'public/a.txt'), 1)

    assert.is(before, true)
    assert.is(await isWhole(out, id), false)
  }),
)

read('finds no whole build where there is none', () =>
  inTemporaryFolder(async (out) => {
    assert.is(await isWhole(out, '0123456789abcdef'), false)
  }),
)

read.run()

async function writeBuild(out: string): Promise<string> {
  const writer = await createBuildWriter(out)
  const line = storePage(out, '/', '<p>home', 'packed')
  await writer.writeFile('public/a.txt', 'text')
  return finishBuild(writer, headFacts, [line], false)
}
