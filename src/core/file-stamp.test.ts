import { mkdir, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { fileStamp } from './file-stamp.ts'

const stamps = suite('core/file-stamp')

stamps('are equal as long as a file is', () =>
  withFile(async (path) => {
    const before = await settledStamp(path)

    assert.is(fileStamp(path), before)
  }),
)

stamps('are another each time while a file is so new that it may change and look the same', () =>
  withFile(async (path) => {
    const [one, other] = await stampsWhileNew(path)

    assert.is.not(one, other)
  }),
)

stamps('settle by themselves', () =>
  withFile(async (path) => {
    const settled = await settledStamp(path)

    assert.match(settled, /^7 [\d.]+ \d+$/)
  }),
)

stamps('are another when a file holds other bytes of the same number', () =>
  withFile(async (path) => {
    const before = await settledStamp(path)

    await writeFile(path, 'content'.toUpperCase())

    assert.is.not(await settledStamp(path), before)
  }),
)

stamps('are another when the old times are put on what was changed', () =>
  withFile(async (path) => {
    await utimes(path, 1000, 1000)
    const before = await settledStamp(path)

    await writeFile(path, 'CONTENT')
    await utimes(path, 1000, 1000)

    assert.is((await stat(path)).mtimeMs, 1_000_000)
    assert.is.not(await settledStamp(path), before)
  }),
)

stamps('are another when a file was only touched', () =>
  withFile(async (path) => {
    const before = await settledStamp(path)

    await utimes(path, new Date(), new Date())

    assert.is.not(await settledStamp(path), before)
  }),
)

stamps('are another when another file takes the place of one', () =>
  withFile(async (path) => {
    const other = `${path}.other`
    await writeFile(other, 'content')
    await settledStamp(other)
    const before = await settledStamp(path)

    await rename(other, path)

    assert.is.not(await settledStamp(path), before)
  }),
)

stamps('are another when a file is cut', () =>
  withFile(async (path) => {
    const before = await settledStamp(path)

    await truncate(path, 3)

    assert.is.not(await settledStamp(path), before)
  }),
)

stamps('are none where there is no file', () =>
  withFile(async (path) => {
    await mkdir(`${path}.folder`)
    await rm(path)

    assert.equal([fileStamp(path), fileStamp(`${path}.folder`)], [undefined, undefined])
  }),
)

stamps.run()

function withFile(work: (path: string) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'file')
    await writeFile(path, 'content')
    await work(path)
  })
}

/** The stamp a file has from when it is old enough for one. */
async function settledStamp(path: string): Promise<string> {
  for (;;) {
    const stamp = fileStamp(path)!
    await new Promise(setImmediate)
    if (fileStamp(path) === stamp) return stamp
  }
}

/** Two stamps that were taken soon enough after it was written. */
async function stampsWhileNew(path: string): Promise<(string | undefined)[]> {
  for (;;) {
    await writeFile(path, 'content')
    const taken = [fileStamp(path), fileStamp(path)]
    if (Date.now() - (await stat(path)).ctimeMs < 40) return taken
  }
}
