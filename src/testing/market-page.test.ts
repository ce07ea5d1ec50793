/** Market, coin and report pages of the sample site in a real Chromium, with a market whose every change is a test's own. */
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserOf } from './browser.ts'
import { sampleOut } from './builds.ts'
import { getBytes } from './http-get.ts'
import { type PlayedMarket, playMarket, sampleFigures } from './played-market.ts'
import { withServer } from './serving.ts'

const pages = suite('testing/market-page')

const browser = browserOf(pages)
let built: Awaited<ReturnType<typeof sampleFigures>>

pages.before(async () => {
  built = await sampleFigures()
})

interface Opened {
  page: Page
  market: PlayedMarket
  url: string
  /** What the page asked for, by path. */
  asked: string[]
  /** What went wrong in it, what its policy refused among that. */
  problems: string[]
}

function withPage(path: string, work: (opened: Opened) => Promise<void>, javaScriptEnabled = true): Promise<void> {
  const market = playMarket(built)
  return sampleOut().then((out) =>
    withServer(out, { market: 'live', followMarket: market.followMarket }, async ({ url }) => {
      const page = await browser().newPage({ javaScriptEnabled, viewport: { width: 1280, height: 900 } })
      const [asked, problems]: string[][] = [[], []]
      page.setDefaultTimeout(20_000)
      page.on('request', (request) => asked!.push(new URL(request.url()).pathname))
      page.on('pageerror', (error) => problems!.push(String(error)))
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) problems!.push(message.text())
      })
      await page.goto(url + path)
      await work({ page, market, url, asked: asked!, problems: problems! })
    }),
  )
}

const ranksOf = async (page: Page) => (await page.locator('.price-table .rank').allInnerTexts()).map(Number)
const sortButton = (page: Page, name: string) => page.locator('.price-table thead').getByRole('button', { name })

pages('a table is whole in the order of ranks, with no buttons, for readers without JavaScript', () =>
  withPage(
    '/en/market',
    async ({ page }) => {
      assert.is(await page.locator('.price-table tbody tr').count(), 7)
      assert.is(await page.locator('.price-table button').count(), 0)
      assert.is(await page.locator('.price-table [aria-sort]').count(), 1)
      assert.equal(await ranksOf(page), [1, 2, 4, 5, 6, 11, 17])
    },
    false,
  ),
)

pages('a table is sorted by the figures of now when the reader asks, and stays so while they move', () =>
  withPage('/en/market', async ({ page, market, problems }) => {
    const ranks = () => ranksOf(page)
    const byDay = sortButton(page, '24h').first()
    const header = page.locator('.price-table thead th', { has: page.locator('button', { hasText: /^24h$/ }) })
    await sortButton(page, 'Price').waitFor()
    market.change({ 'LINK.change24h': 9.5, 'BTC.change24h': -9.5 })
    await page.getByText('+9.50%', { exact: true }).waitFor()
    assert.equal(await ranks(), [1, 2, 4, 5, 6, 11, 17])

    await byDay.focus()
    await page.keyboard.press('Enter')

    const falling = await ranks()
    assert.equal([falling[0], falling.at(-1)], [17, 1])
    assert.is(await header.getAttribute('aria-sort'), 'descending')
    assert.is(await page.locator('[aria-sort]').count(), 1)
    assert.ok(await byDay.evaluate((button) => button === document.activeElement))

    market.change({ 'LINK.change24h': -20 })
    await page.getByText('−20.00%', { exact: true }).waitFor()
    assert.equal(await ranks(), falling)

    await page.keyboard.press('Enter')
    assert.is((await ranks())[0], 17)
    assert.is(await header.getAttribute('aria-sort'), 'ascending')
    assert.equal(problems, [])
  }),
)

pages('a table is sorted by large sums in their own words, and by names', () =>
  withPage('/vi/market', async ({ page }) => {
    await sortButton(page, 'Vốn hóa').click()
    assert.equal(await ranksOf(page), [1, 2, 4, 5, 6, 11, 17])

    await sortButton(page, 'Vốn hóa').click()
    assert.equal(await ranksOf(page), [17, 11, 6, 5, 4, 2, 1])

    await sortButton(page, 'Đồng coin').click()
    assert.equal((await ranksOf(page)).slice(0, 3), [1, 5, 11])
  }),
)

pages('a chart that can be explored is loaded when asked for, and nothing of it is refused', () =>
  withPage('/en/coin/btc', async ({ page, market, asked, problems }) => {
    const drawing = () => asked.filter((path) => path.includes('price-chart-drawing'))
    const chart = page.getByRole('slider')
    const open = page.getByRole('button', { name: 'Interactive chart' })
    await open.waitFor()
    await page.waitForLoadState('networkidle')
    assert.equal(drawing(), [])

    await open.click()
    await chart.waitFor()
    assert.is(drawing().length, 1)
    assert.is(await page.locator('.price-chart canvas').count(), 1)
    assert.ok(await chart.evaluate((element) => element === document.activeElement))

    await page.keyboard.press('Home')
    const first = await chart.getAttribute('aria-valuetext')
    await page.keyboard.press('ArrowRight')
    const second = await chart.getAttribute('aria-valuetext')
    assert.match(first ?? '', /^14 Nov 2026, .* UTC\+7 · \$9\d,\d{3}\.\d\d$/)
    assert.is.not(second, first)

    await page.keyboard.press('End')
    market.change({ 'BTC.price': 95_123.45 })
    await page.locator('[data-chart-readout]', { hasText: '$95,123.45' }).waitFor()

    await page.getByRole('button', { name: '24 hours' }).click()
    assert.is(await page.getByRole('button', { name: '24 hours' }).getAttribute('aria-pressed'), 'true')
    assert.equal(problems, [])
  }),
)

pages('a converter and the range of the day follow the price', () =>
  withPage('/en/coin/btc', async ({ page, market, problems }) => {
    const amount = page.getByLabel('Amount in BTC')
    const usd = page.getByLabel('US dollars')
    await amount.fill('2')
    assert.is(await usd.inputValue(), '182409.1')

    market.change({ 'BTC.price': 92_000, 'BTC.low24h': 90_000, 'BTC.high24h': 94_000 })
    await page.locator('.coin-price', { hasText: '$92,000.00' }).waitFor()
    await page.locator('.range .fill[width="50.0"]').waitFor({ state: 'attached' })
    assert.is(await usd.inputValue(), '184000')

    await usd.fill('46000')
    assert.is(await amount.inputValue(), '0.5')
    assert.equal(problems, [])
  }),
)

pages('a report tells at the first byte what has happened since, and goes on with it', () =>
  withPage('/en/crypto_report/30', async ({ page, market, url, problems }) => {
    const since = page.locator('.then-now tbody tr', { hasText: 'BTC' }).locator('.live-change')
    market.change({ 'BTC.price': 91_714.9 * 1.05 })

    const { text } = await getBytes(`${url}/en/crypto_report/30`, {})
    assert.match(text.replaceAll(/<[^>]*>|\s+/g, ''), 'BTC$91,714.90$96,300.65▲+5.00%up5.00%')
    assert.match(text, /class="change up {2,}"/)

    await page.waitForFunction(() => document.querySelector('.then-now .live-change')?.textContent?.trim() === '+5.00%')
    market.change({ 'BTC.price': 91_714.9 * 0.99 })
    await page.waitForFunction(() => document.querySelector('.then-now .live-change')?.textContent?.trim() === '−1.00%')

    assert.is(await since.innerText(), '−1.00%')
    assert.match(await page.locator('.since-report').innerText(), /BTC\s*▼\s*−1\.00%/)
    assert.ok(await page.locator('.since-report .change').evaluate(({ classList }) => classList.contains('down')))
    assert.equal(problems, [])
  }),
)

pages('a report has no change since for a price of before it, or of a coin without one', () =>
  withPage('/en/crypto_report/30', async ({ market, url }) => {
    market.begin('old', { 'BTC.price': { value: 1, at: Date.parse('2026-11-17T18:59:59+07:00') } })

    const { text } = await getBytes(`${url}/en/crypto_report/30`, {})
    const bare = text.replaceAll(/<[^>]*>|\s+/g, '')
    assert.match(bare, 'BTC$91,714.90$1.00=––')
    assert.match(bare, 'ETH$3,022.60–=––')
  }),
)

pages('the contents of a report follow the reader', () =>
  withPage('/en/crypto_report/30', async ({ page }) => {
    const here = page.locator('.report-contents [aria-current]')
    await page.locator('.report-section', { hasText: 'Tonight' }).last().locator('h2').scrollIntoViewIfNeeded()
    await page.locator('.report-contents a', { hasText: 'Tonight' }).click()
    await page.locator('.report-contents a[aria-current]', { hasText: 'Tonight' }).waitFor()

    assert.is(await here.count(), 1)
  }),
)

pages.run()
