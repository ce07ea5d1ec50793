import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../core/errors.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { makeCurrent, readCurrent, requireCurrent } from './current.ts'
import { currentFile } from './layout.ts'

const current = suite('output/current')

const first = '1111111111111111'
const second = '2222222222222222'
const third = '3333333333333333'
const fourth = '4444444444444444'

current('is undefined before the first build', () =>
  inTemporaryFolder(async (out) => {
    assert.is(await readCurrent(out), undefined)
  }),
)

current('is undefined where a file stands in the place of the folder', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'out'), '')

    assert.is(await readCurrent(join(folder, 'out')), undefined)
  }),
)

current('is demanded with a hint to build first', () =>
  inTemporaryFolder(async (out) => {
    const error = await requireCurrent(out).catch((failure: unknown) => failure)

    assert.instance(error, EnddelError)
    assert.is((error as EnddelError).code, 'E_NO_OUTPUT')
    assert.match((error as EnddelError).hint!, 'enddel build')
  }),
)

current('is read back as it was made', () =>
  inTemporaryFolder(async (out) => {
    const made = await makeCurrent(out, first, 1_000)

    assert.equal(made, { format: 1, build: first, previous: [], since: 1_000 })
    assert.equal(await readCurrent(out), made)
    assert.equal(await requireCurrent(out), made)
  }),
)

current('remembers the two builds before it, newest first', () =>
  inTemporaryFolder(async (out) => {
    await makeCurrent(out, first)
    await makeCurrent(out, second)
    await makeCurrent(out, third)

    const made = await makeCurrent(out, fourth)

    assert.equal(made.previous, [third, second])
  }),
)

current('does not count a build twice that becomes current again', () =>
  inTemporaryFolder(async (out) => {
    await makeCurrent(out, first)
    await makeCurrent(out, second)

    const again = await makeCurrent(out, second)
    const back = await makeCurrent(out, first)

    assert.equal(again.previous, [first])
    assert.equal(back.previous, [second])
  }),
)

current('is dated to the moment it became current, also when the same build does so again', () =>
  inTemporaryFolder(async (out) => {
    const before = Date.now()
    const { since } = await makeCurrent(out, first)
    const again = await makeCurrent(out, first, since + 5)

    assert.ok(since >= before && since <= Date.now())
    assert.is(again.since, since + 5)
  }),
)

current('is as old as can be where its date is not told', () =>
  inTemporaryFolder(async (out) => {
    await writeFile(currentFile(out), `{"format":1,"build":"${first}","previous":[]}`)

    assert.is((await requireCurrent(out)).since, 0)
  }),
)

current('leaves nothing but itself in the folder', () =>
  inTemporaryFolder(async (out) => {
    await makeCurrent(out, first)
    await makeCurrent(out, second)

    assert.equal(await readdir(out), ['current.json'])
  }),
)

current('refuses an id that could name another folder', () =>
  inTemporaryFolder(async (out) => {
    await writeFile(currentFile(out), '{"format":1,"build":"../../../etc","previous":[]}')

    const error = await readCurrent(out).catch((failure: unknown) => failure)

    assert.is((error as EnddelError).code, 'E_SHAPE')
    assert.match((error as EnddelError).message, 'current.json: build')
  }),
)

current('names the file when it is not JSON', () =>
  inTemporaryFolder(async (out) => {
    await writeFile(currentFile(out), '')

    const error = await readCurrent(out).catch((failure: unknown) => failure)

    assert.is((error as EnddelError).code, 'E_JSON')
    assert.match((error as EnddelError).message, currentFile(out))
  }),
)

current.run()
