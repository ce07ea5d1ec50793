/** A page of prices in a real Chromium, with a feed that is played to it, and what is to be seen of both. */
import type { Browser, Page } from 'playwright-core'
import type { ClientMessage, SentFigure } from '../realtime/protocol.ts'
import { launchBrowser } from './browser.ts'
import { bundleClient } from './client-bundle.ts'
import { delta, type LivePage, type LivePageOptions, type PlayedFeed, withLivePage } from './live-page.ts'

interface Suite {
  before(work: () => Promise<void>): void
  after(work: () => Promise<void>): void
}

/** Gives a suite a browser of its own, and its tests a page each. */
export function pricePages(tests: Suite) {
  let browser: Browser
  let script: string
  tests.before(async () => {
    script = await bundleClient()
    browser = await launchBrowser()
  })
  tests.after(() => browser.close())
  return (options: Partial<LivePageOptions>, work: (live: LivePage) => Promise<void>) =>
    withLivePage(browser, { html, css, script, ...options }, work)
}

export const html = `<!doctype html>
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

export const topics = ['BTC.price', 'BTC.change24h', 'fng', 'build', 'reports']
export const subscription: ClientMessage = { type: 'subscribe', topics, epoch: 'abc', seq: 100 }

export const price = (value: number, at = 60_000, status: SentFigure[3] = 'live'): Record<string, SentFigure> => ({
  'BTC.price': [value, at, 'binance', status],
})
export const fng = (value: number): Record<string, SentFigure> => ({ fng: [value, 60_000, 'alternative', 'live'] })

export const countOf = (feed: PlayedFeed, item: string) => feed.heard.items.filter((other) => other === item).length
export const subscriptions = (items: readonly (ClientMessage | string)[]) =>
  items.filter((item) => typeof item === 'object' && item.type === 'subscribe')
export const subscribed = (feed: PlayedFeed, times = 1) =>
  feed.heard.until((items) => subscriptions(items).length >= times)

/** Attempts follow each other at chance; `random` from 0 to 1 says what chance it is. */
export const withChance = (random: number) => ({ prepare: (page: Page) => fixChance(page, random) })
/** The same, with a clock that can be stopped and moved on. */
export const withClock = (random = 0.5) => ({
  async prepare(page: Page) {
    await page.clock.install()
    await fixChance(page, random)
  },
})
const fixChance = (page: Page, random: number) =>
  page.addInitScript((random) => void (Math.random = () => random), random)

export const textOf = async (page: Page, selector: string) => (await page.locator(selector).textContent())!.trim()
export const shows = (page: Page, selector: string, text: string) =>
  page.locator(selector, { hasText: new RegExp(`^\\s*${text.replace(/[$.]/g, '\\$&')}\\s*$`) }).waitFor()
/** Sends a figure of its own and waits for it: what was sent before it has had its effect by then. */
export async function afterAllThat(
  { page, feed }: LivePage,
  seq: number,
  epoch = 'abc',
  value = seq % 100,
): Promise<void> {
  feed.send(delta(seq, fng(value), epoch))
  await shows(page, '#odd', String(value))
}

/** Keeps every text that an element shows from now on, in `window.seen`. */
export const watch = (page: Page, selector: string) =>
  page.evaluate((selector) => {
    const element = document.querySelector(selector)!
    const seen: string[] = ((window as unknown as { seen: string[] }).seen = [])
    const changes = { characterData: true, childList: true, subtree: true }
    new MutationObserver(() => seen.push(element.textContent!.trim())).observe(element, changes)
  }, selector)
export const seenBy = (page: Page) => page.evaluate(() => (window as unknown as { seen: string[] }).seen)

/** As if the reader looked at another tab, or back. */
export const turn = (page: Page, state: DocumentVisibilityState) =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
