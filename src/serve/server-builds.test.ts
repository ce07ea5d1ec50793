import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../core/lifecycle.ts'
import { build } from '../testing/builds.ts'
import { getBytes } from '../testing/http-get.ts'
import { htmlOf, pagePaths } from '../testing/page-files.ts'
import { withServer } from '../testing/serving.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'
import { withTiny } from '../testing/tiny-serving.ts'
import { reportFile, siteFile, writeTinySite } from '../testing/tiny-site.ts'

const building = suite('serve/server-builds')

const waiting = `route('/waiting', { id: 'waiting', page: Home, head, load: () => globalThis.waitInLoader() })`

building('takes a new build without a failed request, and keeps the assets of the one before', () =>
  withTiny(siteFile(waiting), {}, async (url, events, where, server) => {
    let leave: () => void = () => {}
    const entered = new Promise<void>((enter) => {
      Object.assign(globalThis, {
        waitInLoader() {
          enter()
          return new Promise<object>((resolve) => (leave = () => resolve({})))
        },
      })
    })
    const waited = getBytes(`${url}/waiting`, {})
    await entered
    const before = await getBytes(`${url}/`, {})
    const oldScript = /src="(\/assets\/[^"]+\.js)"/.exec(before.text)![1]!
    const statuses: number[] = []
    let isDone = false
    const traffic = (async () => {
      while (!isDone) {
        const answers = await Promise.all(
          ['/', '/report/1', `/note/x${statuses.length}`].map((path) => getBytes(url + path, {})),
        )
        statuses.push(...answers.map(({ status }) => status))
      }
    })()

    await writeTinySite(join(where.site, '..'), { ...reportFile(3), 'site/browser.ts': `console.log('second build')` })
    const { id } = await build(where)
    const isTaken = await within(10_000, server.reload())
    leave()
    const { status } = await waited
    isDone = true
    await traffic

    assert.ok(isTaken, 'the new build waits for a request')
    assert.is(status, 200)

    assert.equal(new Set(statuses), new Set([200]))
    assert.is((await getBytes(`${url}/report/3`, {})).status, 200)
    assert.is((await getBytes(url + oldScript, {})).status, 200)
    assert.match((await getBytes(`${url}/health`, {})).text, id)
    assert.equal(events.filter(({ type }) => type === 'release').length, 2)
  }),
)

building('notices a new build by itself', () =>
  withTinyBuild(async (where) => {
    let onSecond: () => void = () => {}
    const second = new Promise<void>((resolve) => (onSecond = resolve))
    let releases = 0
    const hear = ({ type }: { type: string }) => {
      if (type === 'release' && ++releases === 2) onSecond()
    }

    await withServer(where.out, { hear }, async ({ url }) => {
      await writeTinySite(join(where.site, '..'), reportFile(3))
      await build(where)
      assert.ok(await within(30_000, second), 'no second release')

      assert.is((await getBytes(`${url}/report/3`, {})).status, 200)
    })
  }),
)

building('stays with its build when the next one cannot be used, and says so', () =>
  withTiny({}, {}, async (url, _, where, server) => {
    await writeFile(join(where.out, 'current.json'), '{"format":1,"build":"0123456789abcdef","previous":[]}')

    await server.reload()

    assert.is((await getBytes(`${url}/`, {})).status, 200)
    assert.match((await getBytes(`${url}/health`, {})).text, '"status":"degraded"')
  }),
)

building('renders a page again whose bytes on the disk are damaged, instead of sending them', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    await build(where)
    const html = await htmlOf(where.out, '/')
    await writeFile((await pagePaths(where.out, '/')).br, 'not what was written')

    await withServer(where.out, {}, async ({ url, events }) => {
      const { status, text } = await getBytes(`${url}/`, { 'accept-encoding': 'br' })

      assert.is(status, 200)
      assert.is(text, html)
      assert.is(events.filter(({ type }) => type === 'rendered').length, 1)
    })
  }),
)

building.run()
