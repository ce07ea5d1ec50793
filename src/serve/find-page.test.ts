import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Selector } from '../cache/invalidation.ts'
import { requireCurrent } from '../output/current.ts'
import { buildFolder } from '../output/layout.ts'
import { type Finding, type FindingOptions, withFinder } from '../testing/finding.ts'
import { createMapTier } from '../testing/map-tier.ts'
import { createSignal } from '../testing/signal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { createThings, type Things, thingsOut } from '../testing/things.ts'

const finding = suite('serve/find-page')

/** A page finder for the site of things, and what their loader gives. */
async function withThings(
  options: Partial<FindingOptions>,
  work: (finding: Finding, things: Things) => Promise<void>,
): Promise<void> {
  const out = await thingsOut()
  await withFinder({ out, ...options }, (found) => work(found, createThings()))
}

function fail(): never {
  throw new Error('boom')
}

const hit = 'enddel; hit'
const stored = 'enddel; fwd=uri-miss; stored'
/** Too little for any page: all that was built is read from the disk. */
const nothingHot = { hotBytes: 1 }

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

const ofThingA: Selector[] = [
  { paths: ['/vi/thing/a'] },
  { paths: ['/thing/a'] },
  { prefixes: ['/vi/thing'] },
  { prefixes: ['/thing/'] },
  { tags: ['thing:a'] },
  { tags: ['reports'] },
  { all: true },
]

finding('takes an invalidated page out of the hot table: stale at once, then rendered anew', () =>
  withThings({}, async ({ seen, invalidate, release, cache }) => {
    for (const selector of ofThingA) {
      assert.ok(release.hot.pages.has('/vi/thing/a'), 'hot again')
      const before = (await seen('/thing/a')).split(',')[0]
      createThings().load = () => JSON.stringify(selector).replaceAll('"', '')

      invalidate(selector)
      const isHot = release.hot.pages.has('/vi/thing/a')
      const stale = await seen('/thing/a')
      await cache.close()
      const renewed = await seen('/thing/a')
      for (let times = 0; times < 3; times++) await seen('/thing/a')

      assert.not(isHot)
      assert.is(stale, `${before}, ${hit}; ttl=0`)
      assert.is(renewed, `Note ${JSON.stringify(selector).replaceAll('"', '')}, ${hit}`)
    }
  }),
)

finding('leaves pages hot that are not meant', () =>
  withThings({}, async ({ seen, invalidate, release }) => {
    invalidate(
      { paths: ['/thing/b', '/en/thing/a'], prefixes: ['/thing/aa', '/en'], tags: ['thing:b', 'products'] },
      'hard',
    )

    assert.ok(release.hot.pages.has('/vi/thing/a'))
    assert.not(release.hot.pages.has('/vi/thing/b'))
    assert.not(release.hot.pages.has('/en/thing/a'))
    assert.is(await seen('/thing/a'), `Note built, ${hit}`)
  }),
)

finding('never shows a page again that was invalidated hard, wherever it is', () =>
  withThings({ shared: createMapTier() }, async ({ seen, invalidate, cache }, things) => {
    things.load = () => 'old'
    for (let times = 0; times < 4; times++) await seen('/thing/hot')
    await seen('/thing/memory')
    await cache.close()
    things.load = () => 'new'

    invalidate({ tags: ['reports'] }, 'hard')

    const answers = await Promise.all(['a', 'hot', 'memory'].map((name) => seen(`/thing/${name}`)))
    assert.equal(
      answers,
      Array.from({ length: 3 }, () => `Note new, ${stored}`),
    )
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

finding('takes an invalidated page that is still on the disk for stale, and renders it', () =>
  withThings(nothingHot, async ({ seen, invalidate, cache }) => {
    invalidate({ paths: ['/thing/a'] })
    const stale = await seen('/thing/a')
    await cache.close()
    const renewed = await seen('/thing/a')
    invalidate({ paths: ['/thing/b'] }, 'hard')
    const hard = await seen('/thing/b')

    assert.is(stale, `Note built, ${hit}; ttl=0`)
    assert.is(renewed, `Note new, ${hit}`)
    assert.is(hard, `Note new, ${stored}`)
  }),
)

finding('takes a built page for stale that was read from the disk and then invalidated', () =>
  withThings(nothingHot, async ({ seen, invalidate, cache }) => {
    await seen('/thing/a')

    invalidate({ tags: ['thing:a'] })

    assert.is(await seen('/thing/a'), `Note built, ${hit}; ttl=0`)
    await cache.close()
    assert.is(await seen('/thing/a'), `Note new, ${hit}`)
  }),
)

finding('ends an invalidated built page that cannot be rendered anew, as any other', async () => {
  const ends = async (options: Partial<FindingOptions>, readFirst: boolean) => {
    const answers: string[] = []
    await withThings(options, async ({ seen, invalidate, clock, cache }, things) => {
      things.load = fail
      if (readFirst) await seen('/thing/a')
      invalidate({ paths: ['/thing/a'] })
      const begin = clock.now
      for (const later of [0, 29_999, 30_000, 119_999, 120_000]) {
        clock.now = begin + later
        answers.push(await seen('/thing/a').catch((error: Error) => error.message))
        // Where memory is small this takes it out.
        await seen('/thing/b')
        await cache.close()
      }
    })
    return answers
  }

  const expected = [
    `Note built, ${hit}; ttl=0`,
    `Note built, ${hit}; ttl=-30`,
    `Note built, ${hit}; ttl=-30; detail=stale-if-error`,
    `Note built, ${hit}; ttl=-120; detail=stale-if-error`,
    'boom',
  ]
  assert.equal(await ends({}, true), expected)
  assert.equal(await ends(nothingHot, false), expected)
  assert.equal(await ends(nothingHot, true), expected)
  assert.equal(await ends({ ...nothingHot, maxEntries: 1 }, true), expected)
})

finding('counts the end of a built page that was hot from its invalidation on', () =>
  withThings({}, async ({ seen, invalidate, clock }, things) => {
    things.load = fail
    invalidate({ paths: ['/thing/a'] })

    clock.now += 30_000

    assert.is(await seen('/thing/a'), `Note built, ${hit}; ttl=-30; detail=stale-if-error`)
  }),
)

finding('does not go back to what was built once it was rendered anew', () =>
  withThings({ ...nothingHot, maxEntries: 1 }, async ({ seen, invalidate, cache }) => {
    invalidate({ paths: ['/thing/a'] })
    await seen('/thing/a')
    await cache.close()

    await seen('/thing/b')

    assert.is(await seen('/thing/a'), `Note new, ${stored}`)
  }),
)

finding('prefers what was rendered since to what was built, after a restart too', async () => {
  const shared = createMapTier()
  await withThings({ shared }, async ({ seen, invalidate, cache }) => {
    invalidate({ paths: ['/thing/a'] })
    await seen('/thing/a')
    await cache.close()
  })

  await withThings({ shared }, async ({ seen, invalidate }, things) => {
    things.load = fail
    invalidate({ paths: ['/thing/a'] })

    assert.is(await seen('/thing/a'), `Note new, ${hit}; ttl=59; detail=redis`)
  })
})

finding('does not let a render that began before an invalidation bring back what was there', () =>
  withThings({}, async ({ seen, invalidate, release, cache }, things) => {
    const begun = createSignal()
    const finish = createSignal()
    things.load = async () => {
      begun.give()
      await finish.given
      return 'old'
    }
    const early = seen('/thing/x')
    await begun.given

    invalidate({ tags: ['thing:x'] })
    things.load = () => 'new'
    finish.give()

    assert.is(await early, `Note old, ${stored}`)
    assert.is((await seen('/thing/x')).split(',')[0], 'Note old')
    await cache.close()
    for (let times = 0; times < 3; times++) assert.is(await seen('/thing/x'), `Note new, ${hit}`)
    assert.ok(release.hot.pages.has('/vi/thing/x'))
  }),
)

finding('keeps an invalidated page that was being read from the disk out of the hot table', () =>
  withThings({}, async ({ seen, invalidate, release, cache }) => {
    release.hot.remove('/vi/thing/a')
    const reading = seen('/thing/a')

    invalidate({ paths: ['/thing/a'] })

    assert.is((await reading).split(',')[0], 'Note built')
    assert.not(release.hot.pages.has('/vi/thing/a'))
    await cache.close()
    assert.is(await seen('/thing/a'), `Note new, ${hit}`)
  }),
)

finding('shows that there is no page any more as soon as its refresh has found so', () =>
  withThings({ shared: createMapTier() }, async ({ seen, invalidate, cache, clock }, things) => {
    await seen('/thing/x')
    await cache.close()
    things.load = () => ({ kind: 'not-found' })
    clock.now += 1

    invalidate({ all: true })
    const stale = await Promise.all([seen('/thing/x'), seen('/thing/a')])
    await cache.close()
    const after = await Promise.all([seen('/thing/x'), seen('/thing/a')])

    assert.equal(
      stale.map((answer) => answer.split(',')[0]),
      ['Note new', 'Note built'],
    )
    assert.equal(
      after.map((answer) => answer.split(',')[0]),
      ['No such page', 'No such page'],
    )
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
    const begun = createSignal()
    const finish = createSignal()
    things.load = async () => {
      begun.give()
      await finish.given
      return 'newer'
    }
    clock.now += 60_000
    await seen('/thing/x')
    await begun.given

    const closing = release.close()
    finish.give()
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
    const { build } = await requireCurrent(out)
    await writeFile(join(buildFolder(out, build), 'pages/vi/thing/a.html'), 'not what was written')

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
