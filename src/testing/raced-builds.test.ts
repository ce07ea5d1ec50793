/** Several builds at once in one folder: one after the other, each of them of what there is when its turn comes. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolderSource } from '../content/folder-source.ts'
import { readCurrent } from '../output/current.ts'
import { startBuildThreads } from '../prerender/build-threads.ts'
import { refreshReports } from '../prerender/refresh.ts'
import { assertTidy, assertVerified, type HeldSite, idFromNothing, untilThere, withHeldSite } from './held-site.ts'
import { htmlOf } from './page-files.ts'
import { untilPrinted } from './run-cli.ts'

const raced = suite('testing/raced-builds')

const waiting = /another build is at work/

raced('waits for another build, and then has nothing to do when that has made the same', () =>
  withHeldSite(async (site) => {
    const { first, second } = await startTwo(site)
    await site.letGo()

    assert.is((await first.finished).code, 0)
    const { code, stdout } = await second.finished

    assert.is(code, 0)
    assert.match(stdout, 'nothing has changed')
    await assertTidy(site.out)
  }),
)

raced('waits for another build, and then makes one with its own options from what there is by then', () =>
  withHeldSite(async (site) => {
    await site.retitle('Raced')
    const first = await site.startHeld()
    const second = site.start(['--brotli', '4', '--json'])
    // With --json it says nothing meanwhile.
    await untilWaiting(site)
    await site.retitle('By then')
    await site.letGo()

    const { code } = await first.finished
    const { stdout } = await second.finished

    assert.is(code, 0)
    const { id } = JSON.parse(stdout) as { id: string }
    assert.is((await readCurrent(site.out))?.build, id)
    assert.is(id, await idFromNothing({ ...site, args: [...site.args, '--brotli', '4'] }))
    await assertVerified(site.out)
  }),
)

raced('takes the place of another build that is killed while it waits for it', () =>
  withHeldSite(async (site) => {
    const { first, second } = await startTwo(site)
    await site.letGo()

    first.child.kill('SIGKILL')

    const { code, stderr } = await second.finished
    assert.is(code, 0, stderr)
    await assertVerified(site.out)
    await assertTidy(site.out)
  }),
)

raced('ends by the signal it is told to end by while it waits', () =>
  withHeldSite(async (site) => {
    const { first, second } = await startTwo(site)

    second.child.kill('SIGTERM')

    assert.is((await second.finished).signal, 'SIGTERM')
    await site.letGo()
    assert.is((await first.finished).code, 0)
    await assertTidy(site.out)
  }),
)

raced('builds again and again beside another, and comes to what there is in the end', () =>
  withHeldSite(async (site) => {
    const watching = site.start(['--watch'])
    await untilPrinted(watching.child, /current: /)
    const other = await site.startHeld(['--force'])
    await site.retitle('Second')
    await untilPrinted(watching.child, waiting, 'stderr')
    const isBuilt = untilPrinted(watching.child, /current: /)
    await site.letGo()

    assert.is((await other.finished).code, 0)
    await isBuilt
    watching.child.kill('SIGTERM')

    assert.is((await watching.finished).code, 0)
    assert.match(await htmlOf(site.out, '/report/2'), '<h1>Second</h1>')
    await assertVerified(site.out)
    await assertTidy(site.out)
  }),
)

raced('publishes reports after a build beside it, which has not seen them, without a loss on either side', () =>
  withHeldSite(async (site) => {
    await site.retitle('Old')
    const pages = join(site.site, 'pages.tsx')
    await writeMarked(pages)
    const build = await site.startHeld()
    await site.retitle('New')
    const threads = startBuildThreads({ out: site.out }, 1)
    const refreshed = refreshReports(site.out, createFolderSource(join(site.content, 'reports')), threads)
    await untilWaiting(site)
    await site.letGo()

    assert.is((await build.finished).code, 0)
    assert.ok((await refreshed.finally(threads.close))?.published)

    assert.match(await htmlOf(site.out, '/report/2'), '<h1>Marked New</h1>')
    await assertVerified(site.out)
    await assertTidy(site.out)
  }),
)

raced.run()

/** One at work, and one that waits for it. */
async function startTwo(site: HeldSite) {
  await site.retitle('Raced')
  const first = await site.startHeld()
  const second = site.start()
  await untilPrinted(second.child, waiting, 'stderr')
  return { first, second }
}

/** A draft of the lock shows that somebody waits. */
function untilWaiting({ out }: HeldSite): Promise<void> {
  return untilThere(out, 'building.lock.')
}

async function writeMarked(file: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace('<h1>{data.title}', '<h1>Marked {data.title}'))
}
