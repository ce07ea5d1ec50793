import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeCurrent, readCurrent } from '../output/current.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { watchCurrent } from './watch-current.ts'

const watch = suite('serve/watch-current')

const first = '1111111111111111'
const second = '2222222222222222'
const third = '3333333333333333'

watch('calls once when it has begun to watch, for what it missed', () =>
  inTemporaryFolder(async (out) => {
    await makeCurrent(out, first)
    let calls = 0

    const watcher = watchCurrent(out, () => calls++)
    await watcher.close()

    assert.is(calls, 1)
  }),
)

watch('calls for every build that becomes current', () =>
  inTemporaryFolder(async (out) => {
    await makeCurrent(out, first)
    const seen = listener(out)
    const watcher = watchCurrent(out, seen.onChange)

    await Promise.all([seen.build(second), makeCurrent(out, second)])
    await Promise.all([seen.build(third), makeCurrent(out, third)])

    assert.is((await readCurrent(out))?.build, third)
    await watcher.close()
  }),
)

watch('may be closed twice', () =>
  inTemporaryFolder(async (out) => {
    await makeCurrent(out, first)
    const watcher = watchCurrent(out, () => {})

    await watcher.close()
    assert.is(await watcher.close(), undefined)
  }),
)

watch.run()

/** Reads what is current at each call; `build` waits until a call found the build named. */
function listener(out: string) {
  const waiting = new Map<string, () => void>()
  return {
    onChange: () => void readCurrent(out).then((current) => current && waiting.get(current.build)?.()),
    build: (id: string) =>
      new Promise<void>((resolve, reject) => {
        const patience = setTimeout(() => reject(new Error(`no call for build ${id}`)), 10_000)
        waiting.set(id, () => {
          clearTimeout(patience)
          resolve()
        })
      }),
  }
}
