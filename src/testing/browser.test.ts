/** The served sample site in a real Chromium, as a reader sees it. */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { requireCurrent } from '../output/current.ts'
import { openBuild } from '../output/read.ts'
import { browserOf } from './browser.ts'
import { sampleOut } from './builds.ts'
import { addressesToVisit, onPages, withSampleSite } from './visited-site.ts'

const browsing = suite('testing/browser')

const browser = browserOf(browsing)

interface Visit {
  status: number
  lang: string
  title: string
  headings: string[]
  isShown: boolean
  problems: string[]
}

async function visit(page: Page, url: string): Promise<Visit> {
  const problems: string[] = []
  const host = new URL(url).host
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    const isOwnStatus = /status of (404|500)/.test(message.text())
    if (message.type() === 'error' && !isOwnStatus) problems.push(message.text())
  })
  page.on('request', (request) => {
    if (new URL(request.url()).host !== host) problems.push(`asks ${request.url()}`)
  })
  page.on('response', (answer) => {
    if (answer.status() >= 400 && answer.url() !== url) problems.push(`${answer.status()} ${answer.url()}`)
  })
  const response = await page.goto(url)
  const headings = await page.locator('h1').allInnerTexts()
  const isShown = await page.locator('main h1').isVisible()
  const lang = (await page.locator('html').getAttribute('lang')) ?? ''
  const title = await page.title()
  page.removeAllListeners()
  return { status: response!.status(), lang, title, headings, isShown, problems }
}

async function visitAll(options: BrowserContextOptions): Promise<void> {
  const addresses = await addressesToVisit()
  await withSampleSite(async (url) => {
    await onPages(await browser().newContext(options), addresses, async (page, { address, status, locale }) => {
      const seen = await visit(page, url + address)

      assert.is(seen.status, status, address)
      assert.is(seen.lang, locale, address)
      assert.equal(seen.problems, [], address)
      assert.is(seen.headings.length, 1, `${address} has ${seen.headings.length} h1`)
      assert.ok(seen.isShown, `${address} does not show its h1`)
      assert.ok(seen.headings[0]!.trim() && seen.title.trim(), `${address} has no title`)
    })
  })
  assert.ok(addresses.length >= 36, `${addresses.length} addresses`)
}

browsing('every route in every language answers without an error, with one h1 and a title', () => visitAll({}))

browsing('every route in every language is complete with JavaScript off', () => visitAll({ javaScriptEnabled: false }))

browsing('the page for broken pages stands by itself in every language', async () => {
  const out = await sampleOut()
  const { manifest, pages, readPage } = await openBuild(out, (await requireCurrent(out)).build)
  const broken = pages().filter(({ status }) => status === 500)
  await onPages(await browser().newContext(), broken, async (page, stored) => {
    await page.setContent((await readPage(stored)).html.toString())

    assert.is(await page.locator('h1').count(), 1, stored.address)
    assert.ok((await page.title()).trim(), `${stored.address} has no title`)
  })

  assert.equal(
    broken.map(({ locale }) => locale),
    manifest.locales,
  )
})

browsing('no page scrolls sideways on a phone', () =>
  withSampleSite(async (url) => {
    const context = await browser().newContext({ viewport: { width: 360, height: 740 } })
    const wide: string[] = []
    await onPages(context, await addressesToVisit(), async (page, { address }) => {
      await page.goto(url + address)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      if (overflow > 0) wide.push(`${address} by ${overflow}px`)
    })

    assert.equal(wide, [])
  }),
)

browsing('a reader walks from the home page to a report, to its other language and back to the list', () =>
  withSampleSite(async (url) => {
    const page = await browser().newPage({ locale: 'en-GB' })

    await page.goto(`${url}/`)
    assert.is(new URL(page.url()).pathname, '/en/')
    await page.locator('main a[href^="/en/crypto_report"]').first().click()
    const { pathname } = new URL(page.url())
    assert.match(pathname, /^\/en\/crypto_report/)
    await page.locator('header a[hreflang="vi"], header a[href^="/vi/"]').first().click()
    assert.is(new URL(page.url()).pathname, pathname.replace('/en/', '/vi/'))
    await page.locator('header a[href="/vi/crypto_reports_list"]').first().click()

    assert.is(await page.locator('html').getAttribute('lang'), 'vi')
    assert.is(await page.locator('h1').count(), 1)
  }),
)

browsing('an older report stays in its box: its script never runs and its styles reach nothing outside', () =>
  withSampleSite(async (url) => {
    const page = await browser().newPage()
    await page.goto(`${url}/en/crypto_report/2`)

    const seen = await page.evaluate(() => {
      const host = document.querySelector('.isolated-report')!
      const root = host.shadowRoot!
      return {
        scripts: root.querySelectorAll('script, iframe, img, [onclick], [style]').length,
        text: root.textContent?.length ?? 0,
        slots: [...root.querySelectorAll('slot')].map((slot) => slot.assignedElements().length),
        fixed: [...root.styleSheets]
          .flatMap((sheet) => [...sheet.cssRules])
          .filter((rule) => /position:\s*(fixed|sticky)/.test(rule.cssText)).length,
        box: getComputedStyle(host).contain,
      }
    })

    assert.is(seen.scripts, 0)
    assert.ok(seen.text > 1_000)
    assert.ok(seen.slots.length > 0 && seen.slots.every((count) => count === 1), 'each chart is in its place')
    assert.is(seen.fixed, 0)
    assert.match(seen.box, /content|paint/)
  }),
)

browsing.run()
