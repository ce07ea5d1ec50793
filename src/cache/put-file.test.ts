import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { putFile } from './put-file.ts'

const put = suite('cache/put-file')

put('replaces a file and leaves no draft', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'file')
    await writeFile(file, 'an older and longer text')

    await putFile(file, 'new')

    assert.is(await readFile(file, 'utf8'), 'new')
    assert.equal(await readdir(folder), ['file'])
  }),
)

put('makes the folders it needs', () =>
  inTemporaryFolder(async (folder) => {
    await putFile(join(folder, 'a', 'b', 'file'), Buffer.from([0, 255]))

    assert.equal([...(await readFile(join(folder, 'a', 'b', 'file')))], [0, 255])
  }),
)

put('dates a file as told, to the past or the future', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'file')

    await putFile(file, 'x', new Date(1_000_000_000_000))
    const past = (await stat(file)).mtimeMs
    await putFile(file, 'x', new Date(4_000_000_000_000))

    assert.is(past, 1_000_000_000_000)
    assert.is((await stat(file)).mtimeMs, 4_000_000_000_000)
  }),
)

put('shows readers the old file or the new one, never a part, however many write', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'file')
    const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(1_000_000))
    await putFile(file, texts[0]!)
    const seen = new Set<string>()
    let isWriting = true

    const written = Promise.all(texts.map((text) => putFile(file, text))).then(() => (isWriting = false))
    while (isWriting) seen.add(await readFile(file, 'utf8'))
    await written

    assert.equal(
      [...seen].filter((text) => !texts.includes(text)),
      [],
    )
    assert.equal(await readdir(folder), ['file'])
  }),
)

put('leaves no draft when the file cannot be replaced, and says why', () =>
  inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'place', 'full'), { recursive: true })

    const failure = await putFile(join(folder, 'place'), 'new').catch((error: unknown) => error)

    assert.instance(failure, Error)
    assert.equal(await readdir(folder), ['place'])
  }),
)

put.run()
