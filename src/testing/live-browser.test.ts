/** What the client does to a page, in a real Chromium, with a feed that is played to it. */
import { type Browser, chromium as playwright, type Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClientMessage, SentFigure } from '../realtime/protocol.ts'
import { bundleClient } from './client-bundle.ts'
import { delta, type LivePage, type LivePageOptions, type PlayedFeed, welcome, withLivePage } from './live-page.ts'
import { chromium } from './needs.ts'

const live = suite('testing/live-browser')

let browser: Browser
let script: string

live.before(async () => {
  script = await bundleClient()
  browser = await playwright.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-gpu'] })
})

live.after(() => browser.close())

const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Live</title>
<meta name="enddel-clock" content="abc.100     "><meta name="enddel-feed" content="/ws">
<link rel="stylesheet" href="/live.css"><script type="module" src="/live.js"></script></head><body>
<p role="status" id="region" data-feed-state data-words='{"connecting":"Connecting","live":"Live","stale":"Stale","paused":"Paused","disconnected":"Reconnecting in {} s","ended":"Disconnected"}'>
  <span id="ear"></span><span id="eye" aria-hidden="true">As of 16:30</span></p>
<p role="status" id="plain" data-feed-state data-words="no words">As of 16:30</p>
<button data-feed-pause data-words='{"pause":"Pause","resume":"Resume"}'>Pause</button>
<table><tr>
<td id="btc" class="num stale  " data-live="text=BTC.price price; class=BTC.price status">$90,000.00    </td>
<td id="change" class="num flat" data-words="up {}|down {}|flat" aria-label="flat   "
  data-live="text=BTC.change24h change; class=BTC.change24h direction; aria-label=BTC.change24h words">0.00%   </td>
<td><time id="time" datetime="1970-01-01T00:00:50Z" data-live="text=BTC.price time; datetime=BTC.price iso">07:00 UTC+7</time></td>
<td id="vi" lang="vi" data-live="text=BTC.price price">90.000,00&nbsp;$</td>
<td id="odd" lang="?!" data-live="text=fng integer; onclick=fng integer">28</td>
</tr></table><p>Below.</p></body></html>`

const css = `table { font-variant-numeric: tabular-nums; table-layout: fixed; width: 60em }
#ear { position: absolute; clip-path: inset(50%) }
.flash-up { background: #def } .flash-down { background: #fed }`

const topics = ['BTC.price', 'BTC.change24h', 'fng', 'build', 'reports']
const subscription: ClientMessage = { type: 'subscribe', topics, epoch: 'abc', seq: 100 }

const withPage = (options: Partial<LivePageOptions>, work: (live: LivePage) => Promise<void>) =>
  withLivePage(browser, { html, css, script, ...options }, work)

const price = (value: number, at = 60_000, status: SentFigure[3] = 'live'): Record<string, SentFigure> => ({
  'BTC.price': [value, at, 'binance', status],
})
const fng = (value: number): Record<string, SentFigure> => ({ fng: [value, 60_000, 'alternative', 'live'] })

const countOf = (feed: PlayedFeed, item: string) => feed.heard.items.filter((other) => other === item).length
const subscriptions = (items: readonly (ClientMessage | string)[]) =>
  items.filter((item) => typeof item === 'object' && item.type === 'subscribe')
const subscribed = (feed: PlayedFeed, times = 1) => feed.heard.until((items) => subscriptions(items).length >= times)

const usd = { style: 'currency', currency: 'USD' } as const
const manyFigures = Array.from({ length: 120 }, (_, n) => `<i data-live="text=C${n}.price price"></i>`).join('')

/** Attempts follow each other at chance; `random` from 0 to 1 says what chance it is. */
const fixChance = (page: Page, random: number) =>
  page.addInitScript((random) => void (Math.random = () => random), random)
/** A clock that can be stopped and moved on. */
async function installClock(page: Page, random = 0.5): Promise<void> {
  await page.clock.install()
  await fixChance(page, random)
}
const hideFromTheStart = (page: Page) =>
  page.addInitScript(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
  })

const textOf = async (page: Page, selector: string) => (await page.locator(selector).textContent())!.trim()
const shows = (page: Page, selector: string, text: string) =>
  page.locator(selector, { hasText: new RegExp(`^\\s*${text.replace(/[$.]/g, '\\$&')}\\s*$`) }).waitFor()
/** Sends a figure of its own and waits for it: what was sent before it has had its effect by then. */
async function afterAllThat({ page, feed }: LivePage, seq: number, epoch = 'abc', value = seq % 100): Promise<void> {
  feed.send(delta(seq, fng(value), epoch))
  await shows(page, '#odd', String(value))
}

/** Keeps every text that an element shows from now on, in `window.seen`. */
const watch = (page: Page, selector: string) =>
  page.evaluate((selector) => {
    const element = document.querySelector(selector)!
    const seen: string[] = ((window as unknown as { seen: string[] }).seen = [])
    const changes = { characterData: true, childList: true, subtree: true }
    new MutationObserver(() => seen.push(element.textContent!.trim())).observe(element, changes)
  }, selector)
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
const seenBy = (page: Page) => page.evaluate(() => (window as unknown as { seen: string[] }).seen)

/** As if the reader looked at another tab, or back. */
const turn = (page: Page, state: DocumentVisibilityState) =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)

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
  withPage({ prepare: (page) => installClock(page) }, async ({ page, feed }) => {
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

live('keeps the values when the server dies, and goes on by itself from where it was', () =>
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

live('counts down to the next attempt, and makes it at once when the network is back', () =>
  withPage({ prepare: (page) => installClock(page, 0.89) }, async ({ page, feed }) => {
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

live('comes no more when what it sends is refused', () =>
  withPage({ prepare: (page) => installClock(page) }, async ({ page, feed }) => {
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

live('stays away for a minute when it ignored limits, whatever happens', () =>
  withPage({ prepare: (page) => installClock(page, 0) }, async ({ page, feed }) => {
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

live('asks for a sign of life, and connects anew when there is none', () =>
  withPage({ prepare: (page) => installClock(page) }, async ({ page, feed }) => {
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

live('lets go of the feed when nobody has looked for half a minute, and comes back with one jump', () =>
  withPage({ prepare: (page) => installClock(page) }, async ({ page, feed }) => {
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

live('stays connected when the reader is back soon', () =>
  withPage({ prepare: (page) => installClock(page) }, async (at) => {
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

live('does not connect before the page is looked at', () =>
  withPage({ prepare: hideFromTheStart }, async ({ page, feed }) => {
    await page.locator('button[aria-pressed=false]').waitFor()
    assert.equal(feed.heard.items, [])

    await turn(page, 'visible')

    await subscribed(feed)
  }),
)

live('closes when the page is put away and goes on when it is taken out again', () =>
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

live('takes Server-Sent Events where WebSockets never open', () =>
  withPage({ refusesSockets: true, prepare: (page) => fixChance(page, 0.01) }, async ({ page, feed }) => {
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

live('flashes a number that grew or fell for a moment, at most once a second', () =>
  withPage({ prepare: (page) => installClock(page) }, async (at) => {
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
  withPage({ prepare: (page) => installClock(page) }, async ({ page, feed }) => {
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

live('asks for the whole market where a page shows more figures than a connection may name', () =>
  withPage({ html: html.replace('<p>Below.', `${manyFigures}<p>Below.`) }, async ({ feed }) => {
    await subscribed(feed)

    assert.equal(subscriptions(feed.heard.items), [{ ...subscription, topics: ['market', 'build', 'reports'] }])
  }),
)

live('does nothing on a page that names no feed', () =>
  withPage({ html: html.replace('name="enddel-feed"', 'name="other"') }, async ({ page, feed }) => {
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => requestIdleCallback(resolve))))

    assert.equal(feed.heard.items, [])
    assert.is(await page.locator('[data-state], [aria-pressed]').count(), 0)
  }),
)

live('stops when it is told to', () =>
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

live.run()
