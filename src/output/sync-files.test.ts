import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errnoOf } from '../core/errors.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { fewFiles, syncFiles } from './sync-files.ts'

const syncing = suite('output/sync-files')

syncing('asks for each of a few files', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'a'), 'a')

    const missing = await syncFiles(folder, [join(folder, 'a'), join(folder, 'gone')], false).catch(
      (error: unknown) => error,
    )

    assert.is(await syncFiles(folder, [join(folder, 'a')], false), undefined)
    assert.is(await syncFiles(folder, [], false), undefined)
    assert.is(errnoOf(missing), 'ENOENT')
  }),
)

syncing('asks for the file system when there are many, not for each', () =>
  inTemporaryFolder(async (folder) => {
    const many = Array.from({ length: fewFiles + 1 }, (_, index) => join(folder, `gone-${index}`))

    assert.is(await syncFiles(folder, many, true), undefined)
  }),
)

syncing('asks for each of many where the file system cannot be asked for', () =>
  inTemporaryFolder(async (folder) => {
    const files = Array.from({ length: 100 }, (_, index) => join(folder, `${index}`))
    for (const file of files) await writeFile(file, '')
    const nowhere = join(folder, 'nowhere')

    const missing = await syncFiles(nowhere, [...files, join(folder, 'gone')], true).catch((error: unknown) => error)

    assert.is(await syncFiles(nowhere, files, true), undefined)
    assert.is(errnoOf(missing), 'ENOENT')
  }),
)

syncing.run()
