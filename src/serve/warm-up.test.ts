import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { popularFile } from '../output/layout.ts'
import { readPopularity } from '../output/popular.ts'
import { withFinder } from '../testing/finding.ts'
import { getBytes } from '../testing/http-get.ts'
import { freePort } from '../core/free-port.ts'
import { withServer } from '../testing/serving.ts'
import { createSignal } from '../testing/signal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { createThings, type Things, thingsOut } from '../testing/things.ts'
import type { ServeEvent } from './events.ts'
import { warmUp } from './warm-up.ts'

const warm = suite('serve/warm-up')

/** A copy of the site of things whose pages were asked for so often. */
function withPopular(
  hits: Record<string, number>,
  work: (out: string, things: Things) => Promise<void>,
): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const out = join(folder, 'out')
    await cp(await thingsOut(), out, { recursive: true })
    await writeFile(popularFile(out), JSON.stringify({ format: 1, pages: hits }))
    await work(out, createThings())
  })
}

warm('makes the most popular pages that were not built, before the server says that it is ready', () =>
  withPopular({ '/vi/thing/x': 3, '/vi/thing/a': 9, '/en/thing/y': 5, '/vi/thing/z': 1 }, async (out, things) => {
    const port = await freePort()
    const meanwhile: number[] = []
    things.load = async () => {
      meanwhile.push((await getBytes(`http://127.0.0.1:${port}/readyz`, {})).status)
      return 'warm'
    }

    await withServer(out, { warmPages: 2, listen: { host: '127.0.0.1', port } }, async ({ url, events }) => {
      const { status } = await getBytes(`${url}/readyz`, {})
      const { headers } = await getBytes(`${url}/vi/thing/x`, {})

      assert.equal(things.loaded.sort(), ['/thing/x', '/thing/y'])
      assert.equal(meanwhile, [503, 503])
      assert.is(status, 200)
      assert.is(headers['cache-status'], 'enddel; hit')
      const warmed = events.find((event) => event.type === 'warmed')
      assert.equal([warmed?.pages, warmed?.failed], [2, 0])
    })
  }),
)

warm('does not count as hits', () =>
  withPopular({ '/vi/thing/x': 3 }, async (out) => {
    await withServer(out, { warmPages: 10 }, async ({ url, events }) => {
      const { ssr_cache } = JSON.parse((await getBytes(`${url}/internal/metrics/cache`, {})).text)

      assert.equal([ssr_cache.lookups, ssr_cache.renders], [0, 1])
      assert.not(events.some(({ type }) => type === 'page'))
    })

    assert.equal([...(await readPopularity(out))], [['/vi/thing/x', 3]])
  }),
)

warm('passes over what is no page, and tells how many could not be made', () => {
  const hits = { '/nowhere': 9, '/%zz': 8, '/thing/x': 7, '/vi/boom': 6, '/vi/thing/x': 5, '/vi/never/x': 4 }
  return withPopular(hits, async (out, things) => {
    await withServer(out, { warmPages: 10 }, async ({ events }) => {
      const warmed = events.find((event) => event.type === 'warmed')

      assert.equal(things.loaded, ['/thing/x'])
      assert.is(warmed?.failed, 1)
    })
  })
})

warm('begins nothing more when its time is over, and has what it began when that is there', () => {
  const names = Array.from({ length: 10 }, (_, n) => `x${n}`)
  const hits = Object.fromEntries(names.map((name, n) => [`/vi/thing/${name}`, 10 - n]))
  return withPopular(hits, async (out, things) => {
    await withFinder({ out }, async ({ release, finder, seen }) => {
      const finish = createSignal()
      things.load = async () => (await finish.given, 'late')
      const events: ServeEvent[] = []

      await warmUp(release, finder, { out, pages: 10, limitMs: 10 }, (event) => events.push(event))
      finish.give()
      const begun = names.filter((name) => things.loaded.includes(`/thing/${name}`))
      const answers = await Promise.all(begun.map((name) => seen(`/thing/${name}`)))

      assert.equal(
        events.map((event) => event.type === 'warmed' && [event.pages, event.failed]),
        [[0, 0]],
      )
      assert.equal(begun, names.slice(0, 8))
      assert.equal(new Set(answers), new Set(['Note late, enddel; fwd=uri-miss; collapsed']))
      assert.is(things.loaded.length, 8)
    })
  })
})

warm('does without the popularity file where that is garbage', () =>
  withPopular({}, async (out, things) => {
    await writeFile(popularFile(out), 'garbage')

    await withServer(out, { warmPages: 10 }, async ({ url }) => {
      assert.is((await getBytes(`${url}/readyz`, {})).status, 200)
      assert.equal(things.loaded, [])
    })
  }),
)

warm.run()
