/** The sample site with a market that moves, in a real Chromium, as a reader sees it. */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FigureId } from '../market/figure.ts'
import { browserOf } from './browser.ts'
import { sampleOut } from './builds.ts'
import { type PlayedMarket, playMarket, sampleFigures } from './played-market.ts'
import { type Served, serveOptions, withServer } from './serving.ts'

const liveSite = suite('testing/live-site')

const browser = browserOf(liveSite)
let built: Awaited<ReturnType<typeof sampleFigures>>

liveSite.before(async () => {
  built = await sampleFigures()
})

const addresses = ['/en/', '/vi/', '/en/market', '/vi/market', '/en/coin/btc', '/vi/coin/btc']
const price = '[data-live^="text=BTC.price price"]'
const desktop = { viewport: { width: 1280, height: 800 } }
const phone = { viewport: { width: 360, height: 740 } }

interface At extends Served {
  market: PlayedMarket
}

async function withSite(options: Parameters<typeof withServer>[1], work: (at: At) => Promise<void>): Promise<void> {
  const market = playMarket(built)
  const { followMarket } = market
  await withServer(await sampleOut(), { market: 'live', followMarket, ...options }, (served) =>
    work({ ...served, market }),
  )
}

/** What a page tells of itself, in `window.told`. */
interface Told {
  /** All prices of BTC it ever showed, in order. */
  prices: string[]
  /** Of all that moved, by itself or pushed by something else. */
  shift: number
  /** What moved, for whoever has to mend it. */
  moved: string[]
  flashes: number
  /** Figures that do not fit where they stand. */
  cut: string[]
  problems: string[]
}

/** Not among the compiler's types. */
interface LayoutShift {
  startTime: number
  value: number
  /** The reader did something just before. */
  hadRecentInput: boolean
  sources: { node: Element | null; previousRect: DOMRect; currentRect: DOMRect }[]
}

interface Tab {
  page: Page
  told(): Promise<Told>
  /** Resolves when the price of BTC is this text. */
  shows(text: string): Promise<void>
}

/** Opens pages side by side, each in a window of its own. */
async function open(urls: readonly string[], options: BrowserContextOptions = {}): Promise<Tab[]> {
  return Promise.all(urls.map((url) => openOne(url, options)))
}

async function openOne(url: string, options: BrowserContextOptions): Promise<Tab> {
  const context = await browser().newContext({ ...desktop, ...options })
  const page = await context.newPage()
  const problems: string[] = []
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => problems.push(`${url}: ${String(error)}`))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${url}: ${message.text()}`)
  })
  // The compiler of the tests marks functions with their names, those that run in the page too.
  await page.addInitScript('globalThis.__name = (named) => named')
  await page.addInitScript(watch, price)
  const answer = await page.goto(url)
  if (answer?.status() !== 200) problems.push(`${url}: ${answer?.status()}`)
  return {
    page,
    async told() {
      const told = await page.evaluate(tell)
      return { ...told, problems: [...problems, ...told.problems] }
    },
    async shows(text) {
      await page.waitForFunction(
        ([selector, text]) => document.querySelector(selector!)?.textContent!.trim() === text,
        [price, text],
      )
    },
  }
}

/** In the page, before anything else. */
function watch(selector: string): void {
  const told: Told = { prices: [], shift: 0, moved: [], flashes: 0, cut: [], problems: [] }
  Object.assign(window, { told })
  new MutationObserver((changes) => {
    const text = document.querySelector(selector)?.textContent!.trim()
    if (text && text !== told.prices.at(-1)) told.prices.push(text)
    for (const { attributeName, target } of changes) {
      if (attributeName === 'class' && /flash-/.test((target as Element).className)) told.flashes += 1
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
  // Until it is whole, and shown so, a page moves as its parts come.
  let thereAt = Infinity
  const isThere = () => (thereAt = performance.now())
  addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(isThere)))
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { startTime, value, sources, hadRecentInput } = entry as unknown as LayoutShift
      if (hadRecentInput || startTime < thereAt) continue
      told.shift += value
      for (const { node, previousRect: was, currentRect: is } of sources) {
        const name = node?.className || node?.parentElement?.outerHTML.slice(0, 80)
        const place = `${name} from ${was.x},${was.y} to ${is.x},${is.y}`
        if (!told.moved.includes(place)) told.moved.push(place)
      }
    }
  }).observe({ type: 'layout-shift', buffered: true })
  document.addEventListener('securitypolicyviolation', (event) => {
    told.problems.push(`${event.violatedDirective} ${event.blockedURI}`)
  })
}

/** In the page: what it has told, that of the last frames included. */
async function tell(): Promise<Told> {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100)))
  const cells = [...document.querySelectorAll('.stat dd, td')]
  const cut = cells.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map((cell) => cell.textContent!)
  return { ...(window as unknown as { told: Told }).told, cut }
}

/** In the page: whether it has gone on from its own moment. */
const isLive = (tab: Tab) => tab.page.locator('[data-feed-state][data-state=live]').first().waitFor()

const usd = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const
const textOf = (value: number, address: string) =>
  new Intl.NumberFormat(address.startsWith('/vi/') ? 'vi' : 'en', usd).format(value)

/** Values of usual widths, the next ones longer or shorter than those before. */
function figuresAt(step: number): Record<FigureId, number> {
  const pick = (...values: number[]) => values[step % values.length]!
  const figures: Record<FigureId, number> = {}
  for (const id of Object.keys(built)) {
    const { value } = built[id]!
    if (typeof value !== 'number' || id === 'fng' || id.endsWith('rsi14')) continue
    if (/change/i.test(id)) figures[id] = pick(-12.34, 0, 1.2, -0.05, 10.5, 0.001, -3.3)
    else if (/Dominance/.test(id)) figures[id] = pick(57.3, 9.8, 57, 8)
    else if (/[cC]ap$|volume/.test(id)) figures[id] = value * pick(1, 0.0005, 1.111, 0.6, 0.03)
    else figures[id] = value * pick(1, 1.1, 0.09, 1.2345, 0.99)
  }
  // So that each step is seen to have come.
  return { ...figures, 'BTC.price': figures['BTC.price']! + step }
}

liveSite('shows the prices of this moment with JavaScript off, whenever it is loaded', () =>
  withSite({}, async ({ url, market }) => {
    market.change({ 'BTC.price': 95_000.12, 'ETH.price': 4_000, 'BTC.change24h': 4.16 })
    const tabs = await open(
      addresses.map((address) => url + address),
      { javaScriptEnabled: false },
    )
    const pricesOf = () =>
      Promise.all(tabs.map(async ({ page }) => (await page.locator(price).first().innerText()).trim()))

    assert.equal(
      await pricesOf(),
      addresses.map((address) => textOf(95_000.12, address)),
    )
    assert.match(await tabs[4]!.page.locator('.coin-head .change').innerText(), '+4.16%')
    market.change({ 'BTC.price': 103.5 })
    await Promise.all(tabs.map(({ page }) => page.reload()))
    assert.equal(
      await pricesOf(),
      addresses.map((address) => textOf(103.5, address)),
    )
  }),
)

const moves = (addresses: readonly string[], context: BrowserContextOptions) =>
  withSite({}, async ({ url, market }) => {
    const tabs = await open(
      addresses.map((address) => url + address),
      context,
    )
    await Promise.all(tabs.map(isLive))

    for (let step = 1; step <= 60; step++) {
      const figures = figuresAt(step)
      market.change(figures)
      await Promise.all(tabs.map((tab, index) => tab.shows(textOf(figures['BTC.price']!, addresses[index]!))))
    }

    const all = await Promise.all(tabs.map(({ told }) => told()))
    assert.equal(
      all.flatMap(({ problems }) => problems),
      [],
    )
    assert.equal(
      all.flatMap(({ cut }) => cut),
      [],
    )
    assert.equal(
      all.map(({ prices }) => prices.length),
      addresses.map(() => 61),
    )
    const moved = all.map(
      (told, index) => told.shift > 0 && `${addresses[index]} ${told.shift} ${told.moved.join(' | ')}`,
    )
    assert.equal(moved.filter(Boolean), [])
  })

liveSite('moves by the feed, and nothing around the figures moves, on a desktop', () => moves(addresses, desktop))

liveSite('moves by the feed, and nothing around the figures moves, on a phone, where words are long', () =>
  moves(
    addresses.filter((address) => address.startsWith('/vi/')),
    phone,
  ),
)

liveSite('never shows an older price after a newer one, however fast they come', () =>
  withSite({}, async ({ url, market }) => {
    const [tab] = await open([`${url}/en/market`])
    await isLive(tab!)
    for (let step = 1; step <= 300; step++) {
      if (step === 150) {
        const older = { value: 1, at: Date.UTC(2026, 10, 20) }
        market.begin('next', { ...built, 'BTC.price': older, 'ETH.price': 5_000 })
        // It comes with this, so the older one has been heard of by then.
        await tab!.page.locator('[data-live^="text=ETH.price price"]', { hasText: '$5,000.00' }).waitFor()
      }
      market.change({ 'BTC.price': 91_300 + step })
      if (step % 20 === 0) await tab!.shows(textOf(91_300 + step, '/en/'))
    }
    const { prices, problems } = await tab!.told()

    const values = prices.map((text) => Number(text.replace(/[$,]/g, '')))
    assert.is(values[0], 91_204.55)
    assert.ok(values.length > 15, `${values.length} prices`)
    assert.equal(
      values,
      [...values].sort((a, b) => a - b),
    )
    assert.equal(problems, [])
  }),
)

liveSite('goes on by itself when the server was gone, without being loaded again', async () => {
  let tab: Tab | undefined
  let port = 0
  const market = playMarket(built)
  const { followMarket } = market
  const out = await sampleOut()
  await withServer(out, { market: 'live', followMarket }, async ({ url }) => {
    port = Number(new URL(url).port)
    ;[tab] = await open([`${url}/vi/`])
    await isLive(tab!)
    await tab!.page.evaluate(() => Object.assign(window, { isTheSame: true }))
    market.change({ 'BTC.price': 92_000 })
    await tab!.shows(textOf(92_000, '/vi/'))
  })
  await tab!.page.locator('[data-feed-state]:is([data-state=disconnected], [data-state=connecting])').waitFor()
  market.begin('next', { ...built, 'BTC.price': 93_000 })
  const listen = { ...serveOptions.listen, port }

  await withServer(out, { market: 'live', followMarket, listen }, async () => {
    await tab!.shows(textOf(93_000, '/vi/'))
    await isLive(tab!)
    market.change({ 'BTC.price': 94_000 })
    await tab!.shows(textOf(94_000, '/vi/'))
    const { prices } = await tab!.told()

    assert.ok(await tab!.page.evaluate(() => 'isTheSame' in window), 'it was loaded again')
    assert.equal(
      prices,
      [91_204.55, 92_000, 93_000, 94_000].map((value) => textOf(value, '/vi/')),
    )
  })
})

liveSite('stops with the pause button, and goes on with the price that holds then', () =>
  withSite({}, async ({ url, market }) => {
    const [tab, other] = await open([`${url}/en/`, `${url}/en/`])
    await Promise.all([isLive(tab!), isLive(other!)])
    const button = tab!.page.locator('[data-feed-pause]')

    await button.click()
    market.change({ 'BTC.price': 92_000 })
    await other!.shows('$92,000.00')
    market.change({ 'BTC.price': 93_000 })
    await other!.shows('$93,000.00')
    assert.is(await button.getAttribute('aria-pressed'), 'true')
    assert.is(await button.innerText(), 'Resume')
    assert.equal((await tab!.told()).prices, ['$91,204.55'])
    await button.click()
    await tab!.shows('$93,000.00')
    market.change({ 'BTC.price': 94_000 })
    await tab!.shows('$94,000.00')

    const { prices, shift, moved, problems } = await tab!.told()
    assert.equal(prices, ['$91,204.55', '$93,000.00', '$94,000.00'])
    assert.is(shift, 0, moved.join(' | '))
    assert.equal(problems, [])
  }),
)

liveSite('flashes what changed, but not for readers who want no motion', () =>
  withSite({}, async ({ url, market }) => {
    const [still] = await open([`${url}/en/market`], { reducedMotion: 'reduce' })
    const [usual] = await open([`${url}/en/market`])
    await Promise.all([isLive(still!), isLive(usual!)])
    for (const value of [92_000, 93_000, 94_000]) {
      market.change({ 'BTC.price': value })
      const text = textOf(value, '/en/')
      await Promise.all([still!.shows(text), usual!.shows(text)])
    }
    const [ofStill, ofUsual] = [await still!.told(), await usual!.told()]

    assert.is(ofStill.flashes, 0)
    assert.ok(ofUsual.flashes > 0)
    assert.equal([...ofStill.problems, ...ofUsual.problems], [])
  }),
)

liveSite.run()
