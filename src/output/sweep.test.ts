import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errnoOf } from '../core/errors.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { finishBuild, headFacts, storePage } from '../testing/stored-page.ts'
import { readCurrent } from './current.ts'
import { buildFolder, buildsFolder, manifestFile, packsFolder, pagesFolder } from './layout.ts'
import { sweep } from './sweep.ts'
import { createBuildWriter } from './write.ts'

const sweeping = suite('output/sweep')

sweeping('keeps the files of the builds that are kept, and removes those of no other', () =>
  inTemporaryFolder(async (out) => {
    for (const text of ['one', 'two', 'three', 'four']) await publish(out, text)
    const before = await readdir(pagesFolder(out))

    const removed = await sweep(out)

    assert.is(before.length, 8)
    assert.is(removed, 2)
    assert.is((await readdir(pagesFolder(out))).length, 6)
    assert.is(await sweep(out), 0)
  }),
)

sweeping('removes what a build that was killed has left, packs too', () =>
  inTemporaryFolder(async (out) => {
    await publish(out, 'one')
    const left = [join(pagesFolder(out), 'vi/half.html'), join(packsFolder(out), 'half.ndjson')]
    for (const path of left) {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, 'half')
    }

    assert.is(await sweep(out), 2)
    assert.equal(await readdir(packsFolder(out)), [])
  }),
)

sweeping('removes nothing when it cannot be told what is needed', () =>
  inTemporaryFolder(async (out) => {
    await publish(out, 'one')
    await publish(out, 'two')
    const { previous } = (await readCurrent(out))!
    const manifest = manifestFile(buildFolder(out, previous[0]!))
    await rm(manifest)
    await mkdir(manifest) // as unreadable as on a disk that fails

    const failure = await sweep(out).catch((error: unknown) => error)

    assert.is(errnoOf(failure), 'EISDIR')
    assert.is((await readdir(pagesFolder(out))).length, 4)
  }),
)

sweeping('has nothing to do where nothing was built', () =>
  inTemporaryFolder(async (out) => {
    await mkdir(buildsFolder(out))

    assert.is(await sweep(out), 0)
  }),
)

async function publish(out: string, text: string): Promise<void> {
  const writer = await createBuildWriter(out)
  await finishBuild(writer, headFacts, [storePage(out, '/page', text, text)], true)
}

sweeping.run()
