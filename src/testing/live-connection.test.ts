/** How the client keeps its feed, in a real Chromium, with one that fails, ends and is slow. */
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { delta, welcome } from './live-page.ts'
import {
  afterAllThat,
  countOf,
  html,
  price,
  pricePages,
  seenBy,
  shows,
  subscribed,
  subscription,
  subscriptions,
  textOf,
  topics,
  turn,
  watch,
  withChance,
  withClock,
} from './price-page.ts'

const connected = suite('testing/live-connection')
const withPage = pricePages(connected)

connected('keeps the values when the server dies, and goes on by itself from where it was', () =>
  withPage({}, async ({ page, feed }) => {
    await subscribed(feed)
    feed.send(delta(130, price(91_000)))
    await shows(page, '#btc', '$91,000.00')

    await feed.stop()
    await page.locator('#region[data-state=disconnected]').waitFor()
    assert.match(await textOf(page, '#eye'), /^(Reconnecting in \d s|Connecting)$/)
    assert.is(await textOf(page, '#btc'), '$91,000.00')
    await feed.start()
    await subscribed(feed, 2)
    feed.send(delta(131, price(92_000)))
    await shows(page, '#btc', '$92,000.00')

    assert.equal(subscriptions(feed.heard.items)[1], { ...subscription, seq: 130 })
    await shows(page, '#eye', 'Live')
  }),
)

connected('counts down to the next attempt, and makes it at once when the network is back', () =>
  withPage(withClock(0.89), async ({ page, feed }) => {
    await subscribed(feed)
    await page.clock.pauseAt(Date.now() + 5_000)

    feed.end(1013)
    await shows(page, '#eye', 'Reconnecting in 27 s')
    await page.clock.runFor(2_000)
    await shows(page, '#eye', 'Reconnecting in 25 s')
    await page.evaluate(() => dispatchEvent(new Event('online')))

    await subscribed(feed, 2)
    assert.is(countOf(feed, 'open'), 2)
  }),
)

connected('comes no more when what it sends is refused', () =>
  withPage(withClock(), async ({ page, feed }) => {
    await subscribed(feed)

    feed.end(1009)
    await shows(page, '#eye', 'Disconnected')
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await turn(page, 'hidden')
    await turn(page, 'visible')
    await page.clock.runFor(600_000)

    assert.is(await page.locator('#region').getAttribute('data-state'), 'disconnected')
    assert.is(countOf(feed, 'open'), 1)
  }),
)

connected('stays away for a minute when it ignored limits, whatever happens', () =>
  withPage(withClock(0), async ({ page, feed }) => {
    await subscribed(feed)
    await page.clock.pauseAt(Date.now() + 5_000)

    feed.end(1008)
    await page.locator('#region[data-state=disconnected]').waitFor()
    await page.clock.runFor(55_000)
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await turn(page, 'visible')
    assert.is(await page.locator('#region').getAttribute('data-state'), 'disconnected')
    assert.is(countOf(feed, 'open'), 1)
    await page.clock.runFor(7_000)

    await subscribed(feed, 2)
  }),
)

connected('asks for a sign of life, and connects anew when there is none', () =>
  withPage(withClock(), async ({ page, feed }) => {
    await subscribed(feed)
    await page.clock.pauseAt(Date.now() + 5_000)

    await page.clock.runFor(20_000)
    await feed.heard.until((items) => items.some((item) => typeof item === 'object' && item.type === 'ping'))
    feed.send({ type: 'build', id: 'b2', time: 1 })
    await page.locator('html[data-build=b2]').waitFor()
    await page.clock.runFor(44_900)
    assert.is(await page.locator('#region').getAttribute('data-state'), 'stale')
    await page.clock.runFor(200)
    assert.is(await page.locator('#region').getAttribute('data-state'), 'disconnected')
    await page.clock.runFor(1_000)

    await subscribed(feed, 2)
    await feed.heard.until((items) => items.includes('closed'))
  }),
)

connected('lets go of the feed when nobody has looked for half a minute, and comes back with one jump', () =>
  withPage(withClock(), async ({ page, feed }) => {
    await subscribed(feed)
    feed.send(delta(140, price(91_000)))
    await shows(page, '#btc', '$91,000.00')
    await watch(page, '#btc')
    await page.clock.pauseAt(Date.now() + 5_000)

    await turn(page, 'hidden')
    await page.clock.runFor(29_000)
    assert.is(countOf(feed, 'closed'), 0)
    await page.clock.runFor(1_000)
    await feed.heard.until((items) => items.includes('closed'))
    await page.clock.runFor(300_000)
    assert.is(countOf(feed, 'open'), 1)
    await turn(page, 'visible')
    await subscribed(feed, 2)
    await page.clock.resume()
    feed.send(delta(240, price(95_000)))
    await shows(page, '#btc', '$95,000.00')

    assert.equal(subscriptions(feed.heard.items)[1], { ...subscription, seq: 140 })
    assert.equal(await seenBy(page), ['$95,000.00'])
  }),
)

connected('stays connected when the reader is back soon', () =>
  withPage(withClock(), async (at) => {
    await subscribed(at.feed)

    await turn(at.page, 'hidden')
    await at.page.clock.runFor(20_000)
    await turn(at.page, 'visible')
    await at.page.clock.runFor(11_000)
    await afterAllThat(at, 101)

    assert.is(countOf(at.feed, 'open'), 1)
    assert.is(countOf(at.feed, 'closed'), 0)
  }),
)

connected('does not come from a page that is rendered ahead, until that is opened', () =>
  withPage({ prepare: renderAhead }, async ({ page, feed }) => {
    await page.waitForLoadState('load')
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5_000 })))
    assert.is(await page.locator('button[aria-pressed]').count(), 0)
    assert.equal(feed.heard.items, [])

    await page.evaluate(() => document.dispatchEvent(new Event('prerenderingchange')))

    await subscribed(feed)
  }),
)

connected('does not connect before the page is looked at', () =>
  withPage({ prepare: hideFromTheStart }, async ({ page, feed }) => {
    await page.locator('button[aria-pressed=false]').waitFor()
    assert.equal(feed.heard.items, [])

    await turn(page, 'visible')

    await subscribed(feed)
  }),
)

connected('closes when the page is put away and goes on when it is taken out again', () =>
  withPage({}, async ({ page, feed }) => {
    await subscribed(feed)
    feed.send(delta(150, price(91_000)))
    await shows(page, '#btc', '$91,000.00')

    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
    await feed.heard.until((items) => items.includes('closed'))
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))

    await subscribed(feed, 2)
    assert.equal(subscriptions(feed.heard.items)[1], { ...subscription, seq: 150 })
  }),
)

connected('takes Server-Sent Events where WebSockets never open', () =>
  withPage({ refusesSockets: true, ...withChance(0.01) }, async ({ page, feed }) => {
    const asked = () => feed.heard.items.filter((item) => String(item).startsWith('/events')) as string[]
    await feed.heard.until(() => asked().length === 1)
    assert.is(countOf(feed, 'refused'), 3)
    const { searchParams } = new URL(asked()[0]!, 'http://localhost')
    assert.equal(Object.fromEntries(searchParams), { topics: topics.join(), epoch: 'abc', seq: '100' })
    feed.send(welcome)
    feed.send(delta(160, price(91_000)))
    await shows(page, '#btc', '$91,000.00')
    await page.locator('#region[data-state=live]').waitFor()

    feed.send({ type: 'error', code: 'INVALID_TOPIC', message: 'of no weight' })
    feed.send(delta(161, price(92_000)))
    await shows(page, '#btc', '$92,000.00')
    await feed.stop()
    await feed.start()
    await feed.heard.until(() => asked().length === 2)

    assert.match(asked()[1]!, /epoch=abc&seq=161$/)
  }),
)

connected('asks for the whole market where a page shows more figures than a connection may name', () =>
  withPage({ html: html.replace('<p>Below.', `${manyFigures}<p>Below.`) }, async ({ feed }) => {
    await subscribed(feed)

    assert.equal(subscriptions(feed.heard.items), [{ ...subscription, topics: ['market', 'build', 'reports'] }])
  }),
)

connected('stops when it is told to', () =>
  withPage({}, async ({ page, feed }) => {
    await subscribed(feed)

    await page.evaluate(() => {
      const { live } = window as unknown as { live: { close(): void } }
      live.close()
      live.close()
    })
    await feed.heard.until((items) => items.includes('closed'))
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await turn(page, 'visible')
    await page.locator('button').click()

    assert.is(await page.locator('button').getAttribute('aria-pressed'), 'false')
    assert.is(countOf(feed, 'open'), 1)
  }),
)

const manyFigures = Array.from({ length: 120 }, (_, n) => `<i data-live="text=C${n}.price price"></i>`).join('')

const hideFromTheStart = (page: Page) =>
  page.addInitScript(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
  })

/** Chromium renders nothing ahead while it is remote-controlled, so the page is told that it is. */
const renderAhead = (page: Page) =>
  page.addInitScript(() => {
    Object.defineProperty(document, 'prerendering', { get: () => true })
  })

connected.run()
