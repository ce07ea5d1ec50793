/** What stands around the content of the sample site, and its small scripts, in a real Chromium. */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserOf } from './browser.ts'
import { sampleOut } from './builds.ts'
import { playMarket } from './played-market.ts'
import { serveOptions, withServer } from './serving.ts'

const frame = suite('testing/site-frame')

const browser = browserOf(frame)

async function withSite(work: (url: string) => Promise<void>, options: Parameters<typeof withServer>[1] = {}) {
  await withServer(await sampleOut(), options, ({ url }) => work(url))
}

/** What goes wrong in it fails the test, but for requests to a server that is gone. */
async function openPage(options: BrowserContextOptions = {}): Promise<{ page: Page; problems: string[] }> {
  const context = await browser().newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const problems: string[] = []
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    const isGone = /ERR_CONNECTION_REFUSED|status of 404/.test(message.text())
    if (message.type() === 'error' && !isGone) problems.push(message.text())
  })
  return { page, problems }
}

frame('a chosen theme is there in the first frame of every later page, and goes with the choice', () =>
  withSite(async (url) => {
    const { page, problems } = await openPage({ colorScheme: 'light', serviceWorkers: 'block' })
    // In the page, in each frame until it is loaded: the background that is about to be painted.
    await page.addInitScript(`
      window.seen = []
      const look = () => {
        if (document.body) seen.push(getComputedStyle(document.body).backgroundColor)
        if (document.readyState !== 'complete') requestAnimationFrame(look)
      }
      look()
      addEventListener('DOMContentLoaded', look)`)
    // The site's script comes when a frame has been painted, as it may with readers far away.
    await page.route('**/assets/*.js', async (route) => {
      await page.waitForFunction(() => (window as { seen?: string[] }).seen!.length > 1)
      await route.continue()
    })
    const seen = () => page.evaluate<string[]>('[...new Set(seen)]')
    await page.goto(`${url}/en/`)
    assert.equal(await seen(), ['rgb(246, 247, 249)'])

    await page.locator('[data-theme-choice]').selectOption('dark')
    await page.goto(`${url}/en/shop`)
    assert.equal(await seen(), ['rgb(11, 17, 32)'])
    assert.is(await page.locator('[data-theme-choice]').inputValue(), 'dark')
    await page.locator('[data-theme-choice]').selectOption('system')
    await page.reload()

    assert.equal(await seen(), ['rgb(246, 247, 249)'])
    assert.equal(problems, [])
  }),
)

frame('readers who change the language go on at the same heading', () =>
  withSite(async (url) => {
    const { page, problems } = await openPage({ viewport: { width: 400, height: 700 } })
    const headingAtTop = () =>
      page.evaluate<number>(`[...document.querySelectorAll('main :is(h1, h2, h3)')]
        .findLastIndex((heading) => heading.getBoundingClientRect().top < innerHeight / 3)`)
    await page.goto(`${url}/en/crypto_report/12`)
    await page.locator('main section h2').nth(3).scrollIntoViewIfNeeded()
    await page.evaluate(`document.querySelectorAll('main section h2')[3].scrollIntoView({ block: 'start' })`)
    const before = await headingAtTop()

    // By keyboard: to click it, the header would have to be scrolled to.
    await page.evaluate(`document.querySelector('header a[hreflang=vi]').focus({ preventScroll: true })`)
    await Promise.all([page.waitForURL('**/vi/crypto_report/12'), page.keyboard.press('Enter')])
    await page.waitForFunction(() => scrollY > 0)

    assert.ok(before > 2, `heading ${before}`)
    assert.is(await headingAtTop(), before)
    await page.goto(`${url}/vi/market`)
    assert.is(await page.evaluate('scrollY'), 0)
    assert.equal(problems, [])
  }),
)

frame('the cart stays in the browser, is counted in the header, and can be changed', () =>
  withSite(async (url) => {
    const { page, problems } = await openPage()
    const count = page.locator('[data-cart-count]')
    await page.goto(`${url}/en/shop/hardware-wallets`)
    await page.locator('.product-card:has(.stock:not(.off)) a').first().click()
    const name = await page.locator('h1').innerText()
    const price = await page.locator('.product .price').innerText()
    await page.locator('[data-cart-add]').click()
    await page.locator('[data-cart-add]', { hasText: 'In the cart: 1' }).click()
    assert.is(await count.innerText(), '2')

    await page.goto(`${url}/en/cart`)
    const row = page.locator('.cart-table tbody tr')
    assert.is(await row.locator('th').innerText(), name)
    assert.is(await row.locator('[data-each]').innerText(), price)
    await row.locator('input').fill('3')
    await row.locator('input').press('Enter')
    await page.reload()
    assert.is(await row.locator('input').inputValue(), '3')
    assert.is(await count.innerText(), '3')
    await row.locator('th a').click()
    assert.is(await page.locator('h1').innerText(), name)
    await page.goBack()
    await row.locator('[data-remove]').click()

    await page.locator('.cart-empty').waitFor()
    assert.ok(await count.isHidden())
    assert.equal(problems, [])
  }),
)

frame('what is stored as a cart by somebody else is passed over', () =>
  withSite(async (url) => {
    const { page, problems } = await openPage()
    const line = { slug: 'a', name: '<img src=x>', amount: 2, currency: 'USD', count: 1 }
    const lines = [
      line,
      { ...line, slug: '../x' },
      { ...line, slug: 'b', count: -1 },
      { ...line, currency: 1 },
      null,
      7,
    ]
    await page.addInitScript(`localStorage.cart = ${JSON.stringify(JSON.stringify(lines))}`)
    await page.goto(`${url}/ru/cart`)

    assert.is(await page.locator('[data-total]').innerText(), '2,00\u00a0$')
    assert.equal(await page.locator('.cart-table tbody th').allInnerTexts(), ['<img src=x>'])
    await page.addInitScript(`localStorage.cart = '{'`)
    await page.reload()
    await page.locator('.cart-empty').waitFor()
    assert.equal(problems, [])
  }),
)

frame('the status page says which part is limited, and that a server cannot be asked', async () => {
  const { page, problems } = await openPage()
  const states = () =>
    page.evaluate(`Object.fromEntries([...document.querySelectorAll('[data-part]')]
      .map(({ dataset, innerText }) => [dataset.part, dataset.state]))`)
  const { followMarket } = playMarket({ 'BTC.price': { value: 9, status: 'stale' } })
  await withSite(
    async (url) => {
      await page.goto(`${url}/en/status`)
      await page.locator('[data-overall][data-state=degraded]', { hasText: 'Works, with limits' }).waitFor()

      assert.equal(await states(), {
        ...{ build: 'ok', pages: 'ok', reports: 'ok', products: 'ok' },
        ...{ market: 'degraded', redis: 'unused' },
      })
      assert.match(await page.locator('[data-part=market]').innerText(), 'Prices are late')
      assert.not.match(await page.locator('[data-part=pages]').innerText(), 'damaged')
    },
    { market: 'live', followMarket },
  )
  await page.locator('.status button').click()

  await page.locator('[data-overall][data-state=unknown]').waitFor()
  assert.equal(problems, [])
})

frame(
  'the offline page stands in for a server that is gone, in the language asked for, and nothing else is kept',
  async () => {
    const { page, problems } = await openPage()
    let origin = ''
    await withSite(async (url) => {
      origin = url
      await page.goto(`${url}/en/`)
      await page.evaluate('navigator.serviceWorker.ready')
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
      // A page that comes to the feed of a server about to go is turned away.
      await page.goto('about:blank')
    })

    await page.goto(`${origin}/vi/market`)
    assert.is(await page.locator('h1').innerText(), 'Bạn đang ngoại tuyến')
    assert.is(await page.evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(246, 247, 249)')
    await page.goto(`${origin}/en/shop/books`)
    assert.is(await page.locator('h1').innerText(), 'You are offline')
    const kept = await page.evaluate<string[]>(`(async () => {
    const caches = await Promise.all((await window.caches.keys()).map((name) => window.caches.open(name)))
    return (await Promise.all(caches.map((cache) => cache.keys()))).flat().map(({ url }) => new URL(url).pathname)
  })()`)
    assert.equal(
      kept.filter((path) => !/^\/(assets\/|favicon)/.test(path)),
      ['/vi/offline', '/en/offline', '/ru/offline'],
    )
    await withSite(
      async () => {
        await page.locator('a.button').click()
        await page.locator('h1', { hasText: /^Books$/ }).waitFor()
      },
      { listen: { ...serveOptions.listen, port: Number(new URL(origin).port) } },
    )

    assert.equal(problems, [])
  },
)

frame('without JavaScript nothing that needs it is shown, and pictures are chosen by keyboard', () =>
  withSite(async (url) => {
    const { page } = await openPage({ javaScriptEnabled: false })
    await page.goto(`${url}/en/shop/hardware-wallets`)
    await page.locator('.product-card a').first().click()
    const shown = page.locator('.gallery-large > :visible')
    const label = async () => [await shown.getAttribute('aria-label'), await shown.boundingBox()] as const
    const [first, box] = await label()

    await page.locator('.gallery input').first().press('ArrowRight')
    const [second, secondBox] = await label()

    assert.match(first!, 'Whole')
    assert.match(second!, 'Close-up')
    assert.equal(secondBox, box)
    for (const part of ['[data-theme-choice]', '.feed', '[data-cart-add]'])
      assert.is(await page.locator(part).first().isVisible(), false, part)
  }),
)

frame('a page as narrow as 320 pixels, as at 400 % zoom, scrolls in one direction alone', () =>
  withSite(async (url) => {
    const { page } = await openPage({ viewport: { width: 320, height: 640 } })
    const wide: string[] = []
    for (const path of [
      '/vi/',
      '/ru/',
      '/ru/shop',
      '/vi/product/mirelock-one',
      '/ru/status',
      '/ru/offline',
      '/ru/cart',
    ]) {
      await page.goto(url + path)
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      if (overflow > 0) wide.push(`${path} by ${overflow}px`)
    }

    assert.equal(wide, [])
  }),
)

frame.run()
