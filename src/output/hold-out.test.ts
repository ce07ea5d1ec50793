import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { holdOut } from './hold-out.ts'
import { ownName } from './owner.ts'

const holding = suite('output/hold-out')

holding('removes the drafts of processes that have ended, and those of no other', () =>
  inTemporaryFolder(async (out) => {
    const [pid, , ...place] = ownName().split('.')
    const ended = [pid, '1', ...place].join('.')
    const elsewhere = ownName().replace(/[0-9a-f]{16}/, '0'.repeat(16))
    const kept = [`popular.json.${ownName()}.tmp`, `current.json.${elsewhere}.tmp`, 'current.json', 'notes.1.2.txt']
    for (const name of [...kept, `seen.json.${ended}.tmp`]) await writeFile(join(out, name), '')
    await mkdir(join(out, `building.lock.${ended}-abcdef`))

    await holdOut(out, {}, async () => {})

    assert.equal((await readdir(out)).sort(), kept.sort())
  }),
)

holding('makes the folder, and takes it away when nothing came of it', () =>
  inTemporaryFolder(async (folder) => {
    const [none, some] = [join(folder, 'deep/none'), join(folder, 'deep/some')]

    await holdOut(none, {}, async () => {})
    await holdOut(some, {}, () => writeFile(join(some, 'file'), ''))

    assert.equal([existsSync(none), await readdir(some)], [false, ['file']])
  }),
)

holding('says that a disk is full, wherever that was found', () =>
  inTemporaryFolder(async (out) => {
    const writing = holdOut(out, {}, () => writeFile('/dev/full', 'text'))

    const { code, message, hint } = await refusalOfAsync(writing)

    assert.is(code, 'E_OUT')
    assert.match(message, /cannot be written: ENOSPC/)
    assert.match(hint!, 'make room')
  }),
)

holding('leaves other failures of the work as they are', () =>
  inTemporaryFolder(async (out) => {
    const boom = new Error('boom')

    const failure = await holdOut(out, {}, () => Promise.reject(boom)).catch((error: unknown) => error)

    assert.is(failure, boom)
    assert.equal(await readdir(out), [])
  }),
)

holding('says which folder cannot be written', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'file'), '')

    const { code, message } = await refusalOfAsync(holdOut(join(folder, 'file'), {}, async () => {}))

    assert.is(code, 'E_OUT')
    assert.match(message, join(folder, 'file'))
  }),
)

holding.run()
