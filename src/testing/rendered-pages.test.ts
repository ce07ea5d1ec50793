/** Pages that are rendered while the market moves: made on demand, or anew because of what they print. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  clockIn,
  countOf,
  figures,
  pricesIn,
  printedIn,
  rendered,
  show,
  untilPrinted,
  withMarket,
} from './figure-serving.ts'
import { buildFigureSite, holdLoaders } from './figure-site.ts'
import { getBytes } from './http-get.ts'
import { playMarket } from './played-market.ts'
import { withRedis } from './redis.ts'
import type { Served } from './serving.ts'
import { inTemporaryFolder } from './temporary-folder.ts'

const renderedPages = suite('testing/rendered-pages')

renderedPages('made on demand are rendered once and follow the market from then on', () =>
  withMarket(playMarket(figures), {}, async (at) => {
    const seen = new Set<string>()
    for (let step = 1; step <= 8; step++) {
      at.market.change({ 'BTC.price': step * 1_000 })
      const { text } = await show(at, '/en/live/a', step % 2 ? 'br' : 'gzip')
      assert.equal(pricesIn(text), [`$${step},000.00`])
      seen.add(text)
    }

    assert.is(seen.size, 8)
    assert.is(rendered(at), 1)
    assert.ok(countOf(at, 'page-promoted') > 0, 'the fast path never had it')
  }),
)

renderedPages('made on demand have the current figures when they come back from the disk', () =>
  inTemporaryFolder(async (folder) => {
    const { out } = await buildFigureSite(folder)
    const options = { out, diskCacheBytes: 1024 * 1024 }
    await withMarket(playMarket(figures), options, async (at) => {
      assert.equal(pricesIn((await show(at, '/vi/live/a')).text), ['1.000,00\u00a0$'])
    })

    await withMarket(playMarket({ 'BTC.price': 4_321 }, 'next'), options, async (at) => {
      const [html, br] = [await show(at, '/vi/live/a'), await show(at, '/vi/live/a', 'br')]
      assert.equal(pricesIn(html.text), ['4.321,00\u00a0$'])
      assert.is(clockIn(html.text), 'next.1')
      assert.is(br.text, html.text)
      at.market.change({ 'BTC.price': 4_322 })
      assert.equal(pricesIn((await show(at, '/vi/live/a', 'br')).text), ['4.322,00\u00a0$'])
      assert.is(rendered(at), 0)
      assert.ok(at.events.some((event) => event.type === 'page' && event.tier === 'disk'))
    })
  }),
)

renderedPages('made on demand are shared by Redis, each server with its own moment of the market', () =>
  withRedis(async ({ url: redisUrl }) => {
    await withMarket(playMarket(figures), { redisUrl }, async (one) => {
      assert.equal(pricesIn((await show(one, '/en/live/a')).text), ['$1,000.00'])
    })
    await withMarket(playMarket({ 'BTC.price': 2_000 }), { redisUrl }, async (two) => {
      assert.equal(pricesIn((await show(two, '/en/live/a', 'br')).text), ['$2,000.00'])
      assert.is(rendered(two), 0)
    })
  }),
)

renderedPages('that print figures are rendered anew only when these went beyond their tolerance', () =>
  withMarket(playMarket(figures), {}, async (at) => {
    await show(at, '/en/chart/built')
    const before = await show(at, '/en/chart/built')
    assert.is(printedIn(before.text), '1000 and 28')

    at.market.change({ 'BTC.price': 1_009.9 })
    for (let times = 0; times < 3; times++) {
      assert.is(printedIn((await show(at, '/en/chart/a')).text), '1009.9 and 28')
    }
    // Beyond that of the other page alone; those of the fast path are looked at together.
    at.market.change({ 'BTC.price': 990.1 })
    await at.heard.until((events) => events.some(({ type }) => type === 'invalidated'))
    await untilPrinted(at, '/en/chart/a', '990.1 and 28')

    const after = await show(at, '/en/chart/built')
    assert.is(printedIn(after.text), '1000 and 28')
    assert.equal(pricesIn(after.text), ['$990.10'])
    const strayed = at.events.flatMap((event) => (event.type === 'invalidated' ? (event.selector.paths ?? []) : []))
    assert.equal(strayed, ['/en/chart/a'])
    assert.is(rendered(at), 2)
  }),
)

renderedPages('that print figures are answered as they are while they are rendered, once', async () => {
  let served: Served | undefined
  await withMarket(playMarket(figures), {}, async (at) => {
    served = at
    await show(at, '/en/chart/built')
    const held = holdLoaders()
    try {
      at.market.change({ fng: 29 })
      await at.heard.until((events) => events.some(({ type }) => type === 'invalidated'))
      for (let times = 0; times < 5; times++) {
        const { text, status } = await show(at, '/en/chart/built')
        assert.equal([status, printedIn(text)], [200, '1000 and 28'])
      }
      at.market.change({ 'BTC.price': 1_001 })
      assert.equal(pricesIn((await show(at, '/en/chart/built')).text), ['$1,001.00'])
      assert.is(rendered(at), 0)
    } finally {
      held.go()
    }
    await untilPrinted(at, '/en/chart/built', '1000 and 29')
    for (let times = 0; times < 5; times++) {
      assert.is(printedIn((await show(at, '/en/chart/built')).text), '1000 and 29')
    }
  })
  // Whatever was begun in the background is done by now.
  assert.is(rendered(served!), 1)
})

renderedPages('that print figures know what they printed when a figure changes while they are rendered', () =>
  withMarket(playMarket(figures), {}, async (at) => {
    const held = holdLoaders()
    const asked = show(at, '/en/chart/a')
    try {
      while (at.events.every(({ type }) => type !== 'page')) {
        await getBytes(`${at.url}/en/plain`, {})
      }
      at.market.change({ fng: 50 })
    } finally {
      held.go()
    }
    await asked

    await untilPrinted(at, '/en/chart/a', '1000 and 50')
  }),
)

renderedPages('that print figures are rendered anew after a restart too', () =>
  inTemporaryFolder(async (folder) => {
    const { out } = await buildFigureSite(folder)
    const options = { out, diskCacheBytes: 1024 * 1024 }
    await withMarket(playMarket(figures), options, async (at) => {
      await show(at, '/en/chart/a')
      for (let fng = 30; fng < 34; fng++) {
        at.market.change({ fng })
        await untilPrinted(at, '/en/chart/a', `1000 and ${fng}`)
      }
    })

    await withMarket(playMarket({ ...figures, fng: 50 }, 'next'), options, async (at) => {
      assert.is(printedIn((await show(at, '/en/chart/a')).text), '1000 and 33')
      await untilPrinted(at, '/en/chart/a', '1000 and 50')
      assert.is(rendered(at), 1)
      const concerned = at.events.filter(
        (event) => event.type === 'invalidated' && event.selector.paths?.includes('/en/chart/a'),
      )
      assert.is(concerned.length, 1)
    })
  }),
)

renderedPages.run()
