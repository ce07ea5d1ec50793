import { readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOfAsync } from '../testing/refusal.ts'
import { finishBuild, headFacts, manifestPage } from '../testing/stored-page.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { buildFolder, manifestFile, pagesFile } from './layout.ts'
import { encodePage } from './manifest.ts'
import { streamManifest } from './stream-manifest.ts'
import { createBuildWriter } from './write.ts'

const stream = suite('output/stream-manifest')

/** More than are read at a time; one has a separator in it that is no end of a line. */
const pages = Array.from({ length: 2_000 }, (_, n) => ({
  ...manifestPage(`/vi/page/${n}`, `<p>${n}`, `${n}`),
  tags: ['a\u2028b'],
}))

async function writePages(out: string): Promise<string> {
  return finishBuild(await createBuildWriter(out), headFacts, pages.map(encodePage), false)
}

stream('gives all pages in their order, as often as it is asked', () =>
  inTemporaryFolder(async (out) => {
    const { manifest, pages: readPages } = await streamManifest(out, await writePages(out))

    for (const _ of ['once', 'twice']) {
      const read = []
      for await (const page of readPages()) read.push(page)
      assert.equal(read, pages)
    }
    assert.equal(manifest.locales, ['vi', 'en'])
  }),
)

stream('refuses a manifest that is missing, cut off or changed', () =>
  inTemporaryFolder(async (out) => {
    const id = await writePages(out)
    const file = manifestFile(buildFolder(out, id))
    const { changed, cut } = await refusedDamage(out, id, file, '"vi"', '"de"')

    const missing = await refusalOfAsync(streamManifest(out, '0123456789abcdef'))

    assert.equal([changed.code, cut.code, missing.code], ['E_DAMAGED', 'E_DAMAGED', 'E_NO_OUTPUT'])
  }),
)

stream('refuses a file of pages that is missing, cut off or changed, and names it', () =>
  inTemporaryFolder(async (out) => {
    const id = await writePages(out)
    const file = join(buildFolder(out, id), pagesFile)
    const { changed, cut } = await refusedDamage(out, id, file, '/vi/page/7"', '/vi/page/8"')
    await rm(file)
    const missing = await refusalOfAsync(streamManifest(out, id))

    for (const { code, message } of [changed, cut, missing]) {
      assert.is(code, 'E_DAMAGED')
      assert.match(message, file)
    }
  }),
)

stream.run()

/** What is said when a text in the file is another, and when its last byte is missing, as it is afterwards. */
async function refusedDamage(out: string, id: string, file: string, text: string, other: string) {
  const bytes = await readFile(file)
  await writeFile(file, bytes.toString().replace(text, other))
  const changed = await refusalOfAsync(streamManifest(out, id))
  await writeFile(file, bytes)
  await truncate(file, bytes.length - 1)
  return { changed, cut: await refusalOfAsync(streamManifest(out, id)) }
}
