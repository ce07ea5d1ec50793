import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../core/errors.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { createSignal } from '../testing/signal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { type LockOptions, withLock } from './lock.ts'
import { ownName } from './owner.ts'

const lock = suite('output/lock')

lock('lets one work at a time, however many come, and leaves nothing', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'lock')
    let inside = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++inside)
      await new Promise(setImmediate)
      inside--
    }

    await Promise.all(Array.from({ length: 8 }, () => withLock(file, patient, work)))

    assert.is(most, 1)
    assert.equal(await readdir(folder), [])
  }),
)

lock('is let go when the work fails', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'lock')

    const failure = await withLock(file, patient, async () => {
      throw new Error('boom')
    }).catch((error: unknown) => error)

    assert.is((failure as Error).message, 'boom')
    assert.equal(await readdir(folder), [])
  }),
)

lock('is taken from one that has ended, by one alone of those that wait', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'lock')
    await leaveLock(file, endedName())
    let inside = 0
    let most = 0

    await Promise.all(
      Array.from({ length: 8 }, () =>
        withLock(file, patient, async () => {
          most = Math.max(most, ++inside)
          await new Promise(setImmediate)
          inside--
        }),
      ),
    )

    assert.is(most, 1)
    assert.equal(await readdir(folder), [])
  }),
)

lock('is taken where a holder was killed between its two steps of letting go', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'lock')
    await mkdir(file)

    assert.is(await withLock(file, patient, async () => 'worked'), 'worked')
  }),
)

lock('is refused when another keeps it too long, naming its process', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'lock')
    let waits = 0
    const impatient = { patienceMs: 0, onWait: () => waits++ }

    const refusal = await withLock(file, patient, () => refusalOfAsync(withLock(file, impatient, async () => {})))

    assert.is(refusal.code, 'E_LOCKED')
    assert.match(refusal.message, `process ${process.pid}`)
    assert.equal(await readdir(folder), [])
  }),
)

lock('is not waited for any longer when that is stopped', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'lock')
    const controller = new AbortController()
    const reason = new EnddelError('E_STOPPED', 'stopped')
    const stopping = { ...patient, stop: controller.signal, onWait: () => controller.abort(reason) }

    const failure = await withLock(file, patient, () =>
      withLock(file, stopping, async () => {}).catch((error: unknown) => error),
    )

    assert.is(failure, reason)
    assert.equal(await readdir(folder), [])
  }),
)

lock('tells once that it waits, and is there while somebody works', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'lock')
    const [held, told, done] = [createSignal(), createSignal(), createSignal()]
    let times = 0
    const onWait = () => {
      times++
      told.give()
    }
    const first = withLock(file, patient, () => {
      held.give()
      return done.given
    })
    await held.given
    const second = withLock(file, { ...patient, onWait }, async () => existsSync(file))

    await told.given
    done.give()

    await first
    assert.equal([await second, times], [true, 1])
  }),
)

lock.run()

const patient: LockOptions = { patienceMs: 20_000 }

async function leaveLock(file: string, holder: string): Promise<void> {
  await mkdir(file)
  await writeFile(join(file, `${holder}-abcdef`), '')
}

/** As of a process of this machine that had the number of this one before. */
function endedName(): string {
  const [pid, , ...place] = ownName().split('.')
  return [pid, '1', ...place].join('.')
}
