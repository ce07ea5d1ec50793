import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errnoOf } from '../core/errors.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { replaceFile, writeDurably } from './write-file.ts'

const write = suite('output/write-file')

write('writes bytes and text', () =>
  inTemporaryFolder(async (folder) => {
    await writeDurably(join(folder, 'text'), 'ảnh')
    await writeDurably(join(folder, 'bytes'), Buffer.from([0, 255]))

    assert.is(await readFile(join(folder, 'text'), 'utf8'), 'ảnh')
    assert.equal([...(await readFile(join(folder, 'bytes')))], [0, 255])
  }),
)

write('leaves nothing of a longer file that stood there', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'file')
    await writeFile(file, 'a long text')

    await writeDurably(file, 'short')

    assert.is(await readFile(file, 'utf8'), 'short')
  }),
)

write('replaces a file and leaves no draft', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'file')
    await writeFile(file, 'old')

    await replaceFile(file, 'new')

    assert.is(await readFile(file, 'utf8'), 'new')
    assert.equal(await readdir(folder), ['file'])
  }),
)

write('shows readers the old file or the new one, never a part', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'file')
    const old = 'o'.repeat(1_000_000)
    const fresh = 'n'.repeat(2_000_000)
    await writeFile(file, old)
    const seen = new Set<string>()
    let isWriting = true

    const replaced = replaceFile(file, fresh).then(() => (isWriting = false))
    while (isWriting) seen.add(await readFile(file, 'utf8'))
    await replaced
    seen.delete(old)
    seen.delete(fresh)

    assert.is(seen.size, 0)
  }),
)

write('leaves no draft when the file cannot be replaced', () =>
  inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'place', 'full'), { recursive: true })

    const failure = await replaceFile(join(folder, 'place'), 'new').catch((error: unknown) => error)

    assert.instance(failure, Error)
    assert.equal(await readdir(folder), ['place'])
  }),
)

write('says what kept it from writing', () =>
  inTemporaryFolder(async (folder) => {
    const failure = await refusalOfAsync(writeDurably(join(folder, 'missing', 'file'), ''))

    assert.equal([failure.code, errnoOf(failure.cause)], ['E_OUT', 'ENOENT'])
    assert.match(failure.message, join(folder, 'missing', 'file'))
  }),
)

write.run()
