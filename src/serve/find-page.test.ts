import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fail, hit, nothingHot, stored, withThings } from '../testing/finding-things.ts'
import { createHeld } from '../testing/held.ts'
import { createMapTier } from '../testing/map-tier.ts'
import { pagePaths } from '../testing/page-files.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { thingsOut } from '../testing/things.ts'

const finding = suite('serve/find-page')

finding('answers a built page from the hot table, which counts it', () =>
  withThings({}, async ({ seen, release, counted, rendered }) => {
    assert.is(await seen('/thing/a'), `Note built, ${hit}`)
    assert.is(release.hot.pages.get('/vi/thing/a')?.hits, 1)
    assert.is(counted.size, 0)
    assert.is(rendered(), 0)
  }),
)

finding('renders other pages once for all who ask, and has them from then on', () =>
  withThings({}, async ({ seen, counted }, things) => {
    const first = await Promise.all([seen('/thing/x'), seen('/thing/x'), seen('/thing/x')])
    const later = await seen('/thing/x')
    const english = await seen('/thing/x', 'en')

    const collapsed = 'Note new, enddel; fwd=uri-miss; collapsed'
    assert.equal(first, [`Note new, ${stored}`, collapsed, collapsed])
    assert.equal([later, english], [`Note new, ${hit}`, `Note new, ${stored}`])
    assert.equal(things.loaded, ['/thing/x', '/thing/x'])
    assert.equal(
      [...counted],
      [
        ['/vi/thing/x', 4],
        ['/en/thing/x', 1],
      ],
    )
  }),
)

finding('promotes a page that is asked for often, for as long as it is fresh', () =>
  withThings({}, async ({ seen, release, clock, events }) => {
    const where: boolean[] = []
    for (let times = 0; times < 3; times++) {
      await seen('/thing/x')
      where.push(release.hot.pages.has('/vi/thing/x'))
    }
    const promoted = release.hot.pages.get('/vi/thing/x')!

    clock.now += 59_999
    const last = await seen('/thing/x')
    clock.now += 1
    const stale = await seen('/thing/x')

    assert.equal(where, [false, false, true])
    assert.is(promoted.freshUntil, clock.now)
    assert.equal([last, stale], [`Note new, ${hit}`, `Note new, ${hit}; ttl=0`])
    assert.not(release.hot.pages.has('/vi/thing/x'))
    assert.is(events.filter(({ type }) => type === 'page-promoted').length, 1)
  }),
)

finding('keeps a promoted page when its freshness is over, though memory has lost it meanwhile', () =>
  withThings({ maxEntries: 1 }, async ({ seen, clock }) => {
    for (let times = 0; times < 3; times++) await seen('/thing/x')
    await seen('/thing/y')

    clock.now += 60_000

    assert.is(await seen('/thing/x'), `Note new, ${hit}; ttl=0`)
  }),
)

finding('does not lose the hits of a page that leaves the hot table', () =>
  withThings({}, async ({ seen, counted, clock, release }) => {
    for (let times = 0; times < 10; times++) await seen('/thing/x')
    const before = counted.get('/vi/thing/x')
    const page = release.hot.pages.get('/vi/thing/x')!

    clock.now += 60_000
    await seen('/thing/x')

    assert.is(before, 3)
    assert.is(counted.get('/vi/thing/x'), 11)
    assert.equal([page.hits, page.popularity], [0, 10])
  }),
)

finding('answers a stale page at once, with its ttl, while it is rendered anew', () =>
  withThings({}, async ({ seen, clock, cache }, things) => {
    await seen('/thing/x')
    things.load = () => 'newer'

    clock.now += 72_000
    const stale = await Promise.all([seen('/thing/x'), seen('/thing/x')])
    await cache.close()

    assert.equal(stale, [`Note new, ${hit}; ttl=-12`, `Note new, ${hit}; ttl=-12`])
    assert.is(things.loaded.length, 2)
    assert.is(await seen('/thing/x'), `Note newer, ${hit}`)
  }),
)

finding('compresses better what nobody waits for', () =>
  withThings({}, async ({ seen, release, clock, cache }) => {
    const { pool } = release
    const qualities: number[] = []
    release.pool = { ...pool, render: (job) => (qualities.push(job.brotliQuality), pool.render(job)) }

    await seen('/thing/x')
    clock.now += 60_000
    await seen('/thing/x')
    await cache.close()

    assert.equal(qualities, [1, 5])
  }),
)

finding('keeps a page whose rendering fails, until stale-if-error ends, then shows the failure', () =>
  withThings({}, async ({ seen, clock, cache }, things) => {
    const begin = clock.now
    await seen('/thing/x')
    things.load = fail

    const answers: string[] = []
    for (const age of [60_000, 90_000, 179_999, 180_000]) {
      clock.now = begin + age
      answers.push(await seen('/thing/x').catch((error: Error) => error.message))
      await cache.close()
    }

    const onError = 'detail=stale-if-error'
    assert.equal(answers, [
      `Note new, ${hit}; ttl=0`,
      `Note new, ${hit}; ttl=-30; ${onError}`,
      `Note new, ${hit}; ttl=-120; ${onError}`,
      'boom',
    ])
  }),
)

finding('keeps nothing of what is not found, leads elsewhere or fails', () =>
  withThings({ shared: createMapTier() }, async ({ seen, cache, rendered }, things) => {
    things.load = (name) =>
      name === 'gone' ? { kind: 'not-found' } : name === 'moved' ? { kind: 'redirect', to: '/thing/a' } : fail()

    const answers: string[] = []
    for (const name of ['gone', 'gone', 'moved', 'moved', 'broken', 'broken'])
      answers.push(await seen(`/thing/${name}`).catch((error: Error) => error.message))
    await seen('/boom').catch(() => {})

    assert.equal(answers, [
      'No such page, enddel; fwd=uri-miss',
      'No such page, enddel; fwd=uri-miss',
      'redirect /vi/thing/a',
      'redirect /vi/thing/a',
      'boom',
      'boom',
    ])
    assert.is(things.loaded.length, 6)
    assert.is(cache.stats().entries, 0)
    assert.is(rendered(), 1)
  }),
)

finding('renders a page that is never fresh for each request, and keeps none', () =>
  withThings({ shared: createMapTier() }, async ({ seen, cache, release, finder, match }, things) => {
    let count = 0
    things.load = () => `turn ${++count}`

    const together = await Promise.all([seen('/never/x'), seen('/never/x')])
    const later = await seen('/never/x')
    await finder.warm(release, match('/never/x'), 'vi')

    assert.equal(together.sort(), ['Note turn 1, enddel; fwd=uri-miss', 'Note turn 2, enddel; fwd=uri-miss'])
    assert.is(later, 'Note turn 3, enddel; fwd=uri-miss')
    assert.is(things.loaded.length, 3)
    assert.is(cache.stats().entries, 0)
  }),
)

finding('reads what is not hot of a large build from the disk on first demand', () =>
  withThings(nothingHot, async ({ seen, release, rendered, cache }) => {
    const { readBuilt } = release
    let reads = 0
    release.readBuilt = (page) => (reads++, readBuilt(page))

    const together = await Promise.all([seen('/thing/a'), seen('/thing/a')])

    assert.equal(together, [`Note built, ${hit}`, `Note built, ${hit}`])
    assert.is(release.hot.pages.size, 0)
    assert.is(cache.stats().entries, 1)
    assert.is(await seen('/thing/a'), `Note built, ${hit}`)
    assert.is(reads, 1)
    assert.is(rendered(), 0)
  }),
)

finding('takes what it has read from the disk into the hot table, where there is room', () =>
  withThings({}, async ({ seen, release }) => {
    release.hot.remove('/vi/thing/a')

    await seen('/thing/a')

    assert.ok(release.hot.pages.has('/vi/thing/a'))
  }),
)

finding('lets popular pages displace others from the hot table, and keeps those, with their hits', async () => {
  let pageBytes = 0
  await withThings({}, async ({ release }) => {
    pageBytes = release.hot.pages.get('/vi/thing/a')!.bytes
  })

  await withThings({ hotBytes: pageBytes * 1.5, maxEntries: 1 }, async ({ seen, release, counted, rendered }) => {
    const hot: string[] = []
    for (const name of ['x', 'x', 'x', 'x', 'y', 'y', 'y', 'y', 'y']) {
      await seen(`/thing/${name}`)
      hot.push([...release.hot.pages.keys()].join().slice(-1))
    }

    assert.is(release.hot.pages.size, 1)
    assert.is(hot.slice(2).join(''), 'xxxxxxy')
    assert.is(counted.get('/vi/thing/x'), 4)
    assert.is(await seen('/thing/x'), `Note new, ${hit}`)
    assert.is(rendered(), 2)
  })
})

finding('holds its release until a refresh in the background has ended', () =>
  withThings({}, async ({ seen, release, clock, cache, events }, things) => {
    await seen('/thing/x')
    const held = createHeld(() => 'newer')
    things.load = held.run
    clock.now += 60_000
    await seen('/thing/x')
    await held.begun

    const closing = release.close()
    held.finish()
    await closing
    await cache.close()

    assert.equal(
      events.filter(({ type }) => type.endsWith('failed')),
      [],
    )
  }),
)

finding('renders a page whose file is damaged, and tells which', () =>
  inTemporaryFolder(async (folder) => {
    const out = join(folder, 'out')
    await cp(await thingsOut(), out, { recursive: true })
    await writeFile((await pagePaths(out, '/vi/thing/a')).html, 'not what was written')

    await withThings({ out, ...nothingHot }, async ({ seen, release }) => {
      const before = [...release.damaged]
      const answers = [await seen('/thing/a'), await seen('/thing/a'), await seen('/thing/b')]

      assert.equal(before, [])
      assert.equal(answers, [`Note new, ${stored}`, `Note new, ${hit}`, `Note built, ${hit}`])
      assert.equal(release.damaged, ['/vi/thing/a'])
    })
  }),
)

finding('has a page before it is asked for, and does not count that', () =>
  withThings({}, async ({ finder, release, match, seen, counted, events }) => {
    await finder.warm(release, match('/thing/x'), 'vi')
    const told = events.map(({ type }) => type)

    assert.equal(told, ['rendered'])
    assert.is(counted.size, 0)
    assert.is(await seen('/thing/x'), `Note new, ${hit}`)
  }),
)

finding.run()
