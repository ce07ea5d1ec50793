import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Selector } from '../cache/invalidation.ts'
import type { FindingOptions } from '../testing/finding.ts'
import { fail, hit, nothingHot, stored, withThings } from '../testing/finding-things.ts'
import { createHeld } from '../testing/held.ts'
import { createMapTier } from '../testing/map-tier.ts'
import { createThings } from '../testing/things.ts'

const invalidating = suite('serve/find-page-invalidation')

const ofThingA: Selector[] = [
  { paths: ['/vi/thing/a'] },
  { paths: ['/thing/a'] },
  { prefixes: ['/vi/thing'] },
  { prefixes: ['/thing/'] },
  { tags: ['thing:a'] },
  { tags: ['reports'] },
  { all: true },
]

invalidating('takes an invalidated page out of the hot table: stale at once, then rendered anew', () =>
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

invalidating('leaves pages hot that are not meant', () =>
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

invalidating('never shows a page again that was invalidated hard, wherever it is', () =>
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

invalidating('takes an invalidated page that is still on the disk for stale, and renders it', () =>
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

invalidating('takes a built page for stale that was read from the disk and then invalidated', () =>
  withThings(nothingHot, async ({ seen, invalidate, cache }) => {
    await seen('/thing/a')

    invalidate({ tags: ['thing:a'] })

    assert.is(await seen('/thing/a'), `Note built, ${hit}; ttl=0`)
    await cache.close()
    assert.is(await seen('/thing/a'), `Note new, ${hit}`)
  }),
)

invalidating('ends an invalidated built page that cannot be rendered anew, as any other', async () => {
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

invalidating('counts the end of a built page that was hot from its invalidation on', () =>
  withThings({}, async ({ seen, invalidate, clock }, things) => {
    things.load = fail
    invalidate({ paths: ['/thing/a'] })

    clock.now += 30_000

    assert.is(await seen('/thing/a'), `Note built, ${hit}; ttl=-30; detail=stale-if-error`)
  }),
)

invalidating('does not go back to what was built once it was rendered anew', () =>
  withThings({ ...nothingHot, maxEntries: 1 }, async ({ seen, invalidate, cache }) => {
    invalidate({ paths: ['/thing/a'] })
    await seen('/thing/a')
    await cache.close()

    await seen('/thing/b')

    assert.is(await seen('/thing/a'), `Note new, ${stored}`)
  }),
)

invalidating('prefers what was rendered since to what was built, after a restart too', async () => {
  const shared = createMapTier()
  await withThings({ shared }, async ({ seen, invalidate, cache }) => {
    invalidate({ paths: ['/thing/a'] })
    await seen('/thing/a')
    await cache.close()
  })

  await withThings({ shared }, async ({ seen, invalidate }, things) => {
    things.load = fail
    invalidate({ paths: ['/thing/a'] })

    // How much time there was between the two is nothing to go by.
    assert.match((await seen('/thing/a')).replace(/ttl=\d+/, 'ttl'), `Note new, ${hit}; ttl; detail=redis`)
  })
})

invalidating('does not let a render that began before an invalidation bring back what was there', () =>
  withThings({}, async ({ seen, invalidate, release, cache }, things) => {
    const held = createHeld(() => 'old')
    things.load = held.run
    const early = seen('/thing/x')
    await held.begun

    invalidate({ tags: ['thing:x'] })
    things.load = () => 'new'
    held.finish()

    assert.is(await early, `Note old, ${stored}`)
    assert.is((await seen('/thing/x')).split(',')[0], 'Note old')
    await cache.close()
    for (let times = 0; times < 3; times++) assert.is(await seen('/thing/x'), `Note new, ${hit}`)
    assert.ok(release.hot.pages.has('/vi/thing/x'))
  }),
)

invalidating('keeps an invalidated page that was being read from the disk out of the hot table', () =>
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

invalidating('shows that there is no page any more as soon as its refresh has found so', () =>
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

invalidating.run()
