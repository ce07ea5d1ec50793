/** What the client does to a page, in a real Chromium, with a feed that is played to it. */
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SentFigure } from '../realtime/protocol.ts'
import { delta, welcome } from './live-page.ts'
import {
  afterAllThat,
  countOf,
  fng,
  html,
  price,
  pricePages,
  seenBy,
  shows,
  subscribed,
  subscription,
  subscriptions,
  textOf,
  watch,
  withClock,
} from './price-page.ts'

const live = suite('testing/live-browser')
const withPage = pricePages(live)

live('goes on from the moment of the page and writes what changed since, and nothing else', () =>
  withPage({}, async (at) => {
    const { page, feed, problems } = at
    await subscribed(feed)
    assert.is(await textOf(page, '#btc'), '$90,000.00')
    await watch(page, 'body')

    feed.send(delta(101, { ...price(91_204.5), 'BTC.change24h': [-1.3, 60_000, 'binance', 'live'] }))
    await shows(page, '#btc', '$91,204.50')

    assert.equal(subscriptions(feed.heard.items), [subscription])
    assert.is(
      await page
        .locator('#btc')
        .getAttribute('class')
        .then((text) => text!.trim()),
      'num live',
    )
    assert.is(await textOf(page, '#vi'), '91.204,50\u00a0$')
    assert.is(await textOf(page, '#change'), '−1.30%')
    assert.is(await page.locator('#change').getAttribute('aria-label'), 'down 1.30%')
    assert.is(await page.locator('#change').getAttribute('class'), 'num down')
    assert.is(await page.locator('#time').getAttribute('datetime'), '1970-01-01T00:01:00Z')
    assert.is(await textOf(page, '#time'), '07:01 UTC+7')
    assert.is(await textOf(page, '#odd'), '28')
    assert.is(await page.locator('#odd').getAttribute('onclick'), null)
    assert.equal(problems, [])
  }),
)

live('writes nothing when what comes stands there already', () =>
  withPage({}, async (at) => {
    await subscribed(at.feed)
    await watch(at.page, '#btc')

    at.feed.send(delta(101, price(90_000)))
    await afterAllThat(at, 102)

    assert.equal(await seenBy(at.page), [])
    assert.is(await textOf(at.page, '#vi'), '90.000,00\u00a0$')
  }),
)

live('never shows an older value after a newer one', () =>
  withPage({}, async (at) => {
    const { page, feed } = at
    await subscribed(feed)
    await watch(page, '#btc')

    feed.send(delta(110, price(91_000, 60_000)))
    await shows(page, '#btc', '$91,000.00')
    feed.send(delta(109, price(1, 70_000)))
    feed.send({ type: 'snapshot', epoch: 'abc', seq: 105, time: 0, figures: price(2, 70_000) })
    feed.send(delta(120, price(3, 70_000), 'unseen'))
    feed.send({ type: 'snapshot', epoch: 'new', seq: 1, time: 0, figures: price(4, 59_999) })
    feed.send(delta(2, price(5, 59_999), 'new'))
    await afterAllThat(at, 3, 'new')
    assert.is(await textOf(page, '#btc'), '$91,000.00')
    feed.send(delta(4, price(92_000, 60_001), 'new'))
    await shows(page, '#btc', '$92,000.00')

    assert.equal(await seenBy(page), ['$91,000.00', '$92,000.00'])
  }),
)

live('does not take a value of another epoch that is older than the time printed in the page', () =>
  withPage({}, async (at) => {
    await subscribed(at.feed)

    at.feed.send({ type: 'snapshot', epoch: 'new', seq: 1, time: 0, figures: price(1, 49_999) })
    await afterAllThat(at, 2, 'new')

    assert.is(await textOf(at.page, '#btc'), '$90,000.00')
    assert.is(await at.page.locator('#time').getAttribute('datetime'), '1970-01-01T00:00:50Z')
  }),
)

live('passes over what it cannot understand', () =>
  withPage({}, async (at) => {
    const { page, feed, problems } = at
    await subscribed(feed)

    feed.send('<html>502 Bad Gateway</html>')
    feed.send('null')
    feed.send('{"type":"delta"}')
    feed.send('{"type":"delta","epoch":"abc","seq":101}')
    feed.send('{"type":"delta","epoch":"abc","seq":102,"figures":{"BTC.price":[null,1,"a","live"],"__proto__":1}}')
    feed.send('{"type":"tomorrow"}')
    feed.send(Buffer.from([1, 2, 3]))
    await afterAllThat(at, 103)

    assert.is(await textOf(page, '#btc'), '$90,000.00')
    assert.equal(problems, [])
  }),
)

live('shows the state of the values, beginning with what the page itself says of them', () =>
  withPage({}, async ({ page, feed }) => {
    await shows(page, '#eye', 'Stale')
    assert.is(await textOf(page, '#ear'), 'Stale')

    feed.send(delta(101, { ...price(91_000), ...fng(30) }))
    await shows(page, '#eye', 'Live')

    await page.locator('#region[data-state=live]').waitFor()
    assert.is(await textOf(page, '#ear'), 'Stale')
    assert.is(await page.locator('#plain').getAttribute('data-state'), 'live')
    assert.is(await textOf(page, '#plain'), 'As of 16:30')
    feed.send(delta(102, price(91_000, 60_000, 'stale')))
    await page.locator('#btc.stale').waitFor()
    assert.is(await textOf(page, '#btc'), '$91,000.00')
  }),
)

live('speaks of states at most every 30 seconds, unless the reader did something', () =>
  withPage(withClock(), async ({ page, feed }) => {
    await shows(page, '#ear', 'Stale')
    feed.send(delta(101, price(91_000)))
    await shows(page, '#eye', 'Live')
    await page.clock.fastForward(20_000)
    assert.is(await textOf(page, '#ear'), 'Stale')

    await page.clock.fastForward(10_000)
    await shows(page, '#ear', 'Live')
    await page.locator('button').click()
    await shows(page, '#ear', 'Paused')
  }),
)

live('pauses with its button and goes on with what holds then', () =>
  withPage({}, async ({ page, feed }) => {
    const button = page.locator('button')
    await subscribed(feed)
    await page.locator('button[aria-pressed=false]').waitFor()
    await watch(page, '#btc')

    await button.click()
    assert.is(await button.getAttribute('aria-pressed'), 'true')
    assert.is(await textOf(page, 'button'), 'Resume')
    await shows(page, '#eye', 'Paused')
    feed.send(delta(101, price(91_000)))
    feed.send(delta(102, price(92_000)))
    feed.send({ type: 'build', id: 'b2', time: 1 })
    await page.locator('html[data-build=b2]').waitFor()
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    assert.equal(await seenBy(page), [])
    await button.click()
    await shows(page, '#btc', '$92,000.00')

    assert.equal(await seenBy(page), ['$92,000.00'])
    assert.is(await button.getAttribute('aria-pressed'), 'false')
    assert.is(await textOf(page, 'button'), 'Pause')
    await shows(page, '#eye', 'Live')
    assert.is(countOf(feed, 'open'), 1)
  }),
)

live('flashes a number that grew or fell for a moment, at most once a second', () =>
  withPage(withClock(), async (at) => {
    const { page, feed } = at
    await subscribed(feed)
    feed.send(delta(101, price(91_000)))
    await shows(page, '#btc', '$91,000.00')
    assert.is(await page.locator('.flash-up, .flash-down').count(), 0)
    await page.clock.pauseAt(Date.now() + 5_000)

    feed.send(delta(102, price(92_000, 120_000)))
    await untilFrame(page, '#btc.flash-up')
    assert.is(await page.locator('.flash-up').count(), 2, 'the price in both languages, not the time')
    await page.clock.runFor(600)
    assert.is(await page.locator('.flash-up').count(), 0)
    feed.send(delta(103, price(90_000)))
    await untilFrame(page, '#btc:text("$90,000.00")')
    assert.is(await page.locator('.flash-down').count(), 0)
    await page.clock.runFor(1_000)
    feed.send(delta(104, price(89_000)))
    await untilFrame(page, '#btc.flash-down')

    assert.is(await page.locator('.flash-up').count(), 0)
  }),
)

live('does not flash for readers who want no motion', () =>
  withPage({ context: { reducedMotion: 'reduce' } }, async ({ page, feed }) => {
    await subscribed(feed)
    await page.evaluate(() => {
      const seen: string[] = ((window as unknown as { seen: string[] }).seen = [])
      const look = { attributes: true, attributeFilter: ['class'], subtree: true }
      new MutationObserver((all) => all.forEach(({ target }) => seen.push((target as Element).className))).observe(
        document.body,
        look,
      )
    })

    feed.send(delta(101, price(91_000)))
    await shows(page, '#btc', '$91,000.00')
    feed.send(delta(102, price(92_000, 60_000, 'delayed')))
    await shows(page, '#btc', '$92,000.00')

    assert.equal(
      (await seenBy(page)).map((name) => name.trim()),
      ['num live', 'num delayed'],
    )
  }),
)

live('writes once a frame, however fast values come', () =>
  withPage(withClock(), async ({ page, feed }) => {
    await subscribed(feed)
    await watch(page, '#btc')
    await page.clock.pauseAt(Date.now() + 5_000)

    for (let seq = 101; seq <= 150; seq += 1) feed.send(delta(seq, price(seq * 1_000)))
    feed.send({ type: 'build', id: 'b2', time: 1 })
    await page.locator('html[data-build=b2]').waitFor()
    assert.equal(await seenBy(page), [])
    await untilFrame(page, '#btc:text("$150,000.00")')

    assert.equal(await seenBy(page), ['$150,000.00'])
  }),
)

live('moves nothing in the page while values change', () =>
  withPage({}, async ({ page, feed, problems }) => {
    await subscribed(feed)
    await page.evaluate(() => {
      const told = Object.assign(window as unknown as { shift: number }, { shift: 0 })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) told.shift += (entry as unknown as { value: number }).value
      }).observe({ type: 'layout-shift', buffered: true })
    })

    for (let step = 1; step <= 50; step += 1) {
      const change: SentFigure = [step - 25, 60_000, 'binance', 'live']
      feed.send(delta(100 + step, { ...price(step * 2_345.67), 'BTC.change24h': change }))
      await page.evaluate(shown, new Intl.NumberFormat('en', usd).format(step * 2_345.67))
    }

    assert.is(await page.evaluate(shiftInAll), 0)
    assert.equal(problems, [])
  }),
)

live('tells the page of builds and reports, those it missed too', () =>
  withPage({}, async ({ page, feed }) => {
    await subscribed(feed)
    await page.locator('html[data-build=b1]').waitFor()
    await page.evaluate(() => {
      const seen: string[] = ((window as unknown as { seen: string[] }).seen = [])
      for (const name of ['enddel:build', 'enddel:report'])
        addEventListener(name, (event) => seen.push(`${name} ${JSON.stringify((event as CustomEvent).detail)}`))
    })

    feed.send({ type: 'report', id: 8, time: 2 })
    feed.send({ type: 'build', id: 'b2', time: 3 })
    await page.locator('html[data-build=b2]').waitFor()
    feed.send({ ...welcome, build: 'b3', report: 9, time: 4 } as typeof welcome)
    await page.locator('html[data-build=b3]').waitFor()

    assert.equal(await seenBy(page), [
      'enddel:report {"id":8,"time":2}',
      'enddel:build {"id":"b2","time":3}',
      'enddel:build {"id":"b3","time":4}',
      'enddel:report {"id":9,"time":4}',
    ])
  }),
)

live('does nothing on a page that names no feed', () =>
  withPage({ html: html.replace('name="enddel-feed"', 'name="other"') }, async ({ page, feed }) => {
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => requestIdleCallback(resolve))))

    assert.equal(feed.heard.items, [])
    assert.is(await page.locator('[data-state], [aria-pressed]').count(), 0)
  }),
)

const usd = { style: 'currency', currency: 'USD' } as const

/** Lets frame after frame pass on a clock that stands still. */
async function untilFrame(page: Page, selector: string): Promise<void> {
  for (let frame = 0; frame < 200; frame += 1) {
    if ((await page.locator(selector).count()) > 0) return
    await page.clock.runFor(16)
  }
  assert.unreachable(`${selector} does not come`)
}

/** In the page: resolves with the frame in which the price is `text`. */
async function shown(text: string): Promise<void> {
  while (document.querySelector('#btc')!.textContent !== text) await new Promise(requestAnimationFrame)
}

/** In the page: what has moved, that of the last frame included. */
async function shiftInAll(): Promise<number> {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100)))
  return (window as unknown as { shift: number }).shift
}

live.run()
