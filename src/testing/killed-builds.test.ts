/** Builds that are ended in their midst, by `kill -9` and by signals they hear. */
import { cp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCurrent } from '../output/current.ts'
import { assertNextIsWell, assertTidy, assertVerified, withHeldSite } from './held-site.ts'
import { getBytes } from './http-get.ts'
import { untilPrinted } from './run-cli.ts'
import { withServe } from './serve-process.ts'

const killed = suite('testing/killed-builds')

killed(
  'leaves the current build whole and served when it is killed in the midst of its pages, and the next is well',
  () =>
    withHeldSite(async (site) => {
      await withServe(site.out, { args: ['--workers', '1'] }, async ({ url }) => {
        await site.retitle('Killed')
        const { child, finished } = await site.startHeld()
        child.kill('SIGKILL')
        assert.is((await finished).signal, 'SIGKILL')

        assert.is((await readCurrent(site.out))?.build, site.id)
        assert.match((await getBytes(`${url}/report/2`, {})).text, '<h1>Report 2</h1>')
        await assertVerified(site.out)
        await assertNextIsWell(site)
      })
    }),
)

killed('leaves a whole build current at whatever step it is killed, and the next is well', () =>
  withHeldSite(async (site) => {
    for (const step of [/bundling/, /reading the reports/, /publishing/]) {
      const before = (await readCurrent(site.out))!.build
      await site.retitle(`Killed at ${step.source}`)
      const { child, finished } = site.start(['--force'])
      await untilPrinted(child, step, 'stderr')
      child.kill('SIGKILL')

      assert.is((await finished).signal, 'SIGKILL')
      if (step.source !== 'publishing') assert.is((await readCurrent(site.out))?.build, before)
      await assertVerified(site.out)
      await assertNextIsWell(site)
    }
  }),
)

killed('leaves a whole build current at whatever moment it is killed', () =>
  withHeldSite(async (site) => {
    await cp(site.out, `${site.out}-first`, { recursive: true })
    await site.retitle('Timed')
    const since = performance.now()
    await site.start().finished
    const wholeMs = performance.now() - since

    for (const moment of moments) {
      await rm(site.out, { recursive: true })
      await cp(`${site.out}-first`, site.out, { recursive: true })
      await site.retitle(`Killed at ${moment}`)
      const { child, finished } = site.start()
      await Promise.race([sleep(moment * wholeMs), finished])
      child.kill('SIGKILL')
      const { signal, code } = await finished

      assert.ok(signal === 'SIGKILL' || code === 0)
      await assertVerified(site.out)
      await assertNextIsWell(site)
    }
  }),
)

killed('leaves no draft of its small files behind once the next build is made', () =>
  withHeldSite(async (site) => {
    for (const name of ['seen.ndjson.4279.tmp', 'current.json.4279.1.a.b.c.tmp'])
      await writeFile(join(site.out, name), '{')

    await assertNextIsWell(site)

    assert.is((await readdir(site.out)).filter((name) => name.endsWith('.tmp')).length, 0)
  }),
)

killed('ends at once by the signal it is told to end by, and leaves nothing', () =>
  withHeldSite(async (site) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      await site.retitle(`Stopped by ${signal}`)
      const { child, finished } = await site.startHeld()

      child.kill(signal)

      assert.is((await finished).signal, signal)
      assert.is((await readCurrent(site.out))?.build, site.id)
      await assertTidy(site.out)
    }
  }),
)

killed('leaves nothing when it is told to end while it bundles', () =>
  withHeldSite(async (site) => {
    const { child, finished } = site.start(['--force'])
    await untilPrinted(child, /bundling/, 'stderr')

    child.kill('SIGTERM')

    assert.is((await finished).signal, 'SIGTERM')
    assert.is((await readCurrent(site.out))?.build, site.id)
    await assertTidy(site.out)
  }),
)

killed('leaves nothing when it builds again and again and is told to end in the midst of one', () =>
  withHeldSite(async (site) => {
    await site.retitle('Watched')
    const { child, finished } = await site.startHeld(['--watch'])

    child.kill('SIGTERM')

    assert.is((await finished).code, 0)
    assert.is((await readCurrent(site.out))?.build, site.id)
    await assertTidy(site.out)
  }),
)

killed.run()

/** When to kill, as a part of the time that a build takes; half of it goes by before it has written anything. */
const moments = [0.35, 0.55, 0.66, 0.76, 0.85, 0.92, 0.98]
