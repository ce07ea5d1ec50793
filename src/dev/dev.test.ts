import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { launchBrowser } from '../testing/browser.ts'
import { openPage, withDev, withDevPage } from '../testing/dev-serving.ts'
import { reportFile } from '../testing/tiny-site.ts'

const dev = suite('dev/dev')
let browser: Browser
dev.before(async () => {
  browser = await launchBrowser()
})
dev.after(() => browser.close())

const colour = () => getComputedStyle(document.querySelector('h1')!).color

dev('replaces a style sheet in an open page, which is not loaded again', () =>
  withDevPage(browser, '/', async ({ page, replace }) => {
    assert.is(await page.evaluate(colour), 'rgb(102, 51, 153)')
    await page.evaluate(() => Object.assign(globalThis, { isSame: true }))

    await replace('site/site.css', 'rebeccapurple', 'rgb(1, 2, 3)')
    await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')!).color === 'rgb(1, 2, 3)')

    assert.ok(await page.evaluate(() => 'isSame' in globalThis))
    assert.is(await page.locator('link[rel=stylesheet], style').count(), 1)
  }),
)

dev('loads open pages again when a template has changed', () =>
  withDevPage(browser, '/', async ({ page, replace, heard, folder }) => {
    await replace('site/pages.tsx', '{data.text}</h1>', '{data.text}, changed</h1>')
    await page.waitForSelector('h1:has-text("Hello <world> & all, changed")')

    const reloads = heard.items.flatMap((event) => (event.type === 'reload' ? event.files : []))
    assert.is(reloads.length, 1)
    assert.match(reloads[0]!, /site\/pages\.tsx$/)
    assert.not(existsSync(join(folder, 'out')))
  }),
)

dev('shows a changed report, a new one, and no longer one that is gone', () =>
  withDevPage(browser, '/report/1', async ({ page, url, write, replace, folder }) => {
    const [[first], [third, text]] = [Object.keys(reportFile(1)), Object.entries(reportFile(3))[0]!]
    assert.is((await fetch(`${url}/report/3`)).status, 404)

    await replace(first!, 'title: Report 1', 'title: Another')
    await page.waitForSelector('h1:has-text("Another")')
    await openPage(page, `${url}/report/3`)
    await write(third, text)
    await page.waitForSelector('h1:has-text("Report 3")')
    await rm(join(folder, third))

    await page.waitForSelector('h1:has-text("No such page")')
  }),
)

dev('goes on without a report it cannot read, and says once what to mend', () =>
  withDevPage(browser, '/report/2', async ({ page, url, write, replace, heard }) => {
    const [[first], [second]] = [Object.keys(reportFile(1)), Object.keys(reportFile(2))]
    await write(first!, '---\nid: [\n---\n')
    await heard.until((events) => events.some(({ type }) => type === 'report-left-out'))
    await replace(second!, 'title: Report 2', 'title: Another')
    await page.waitForSelector('h1:has-text("Another")')

    const [told, ...more] = heard.items.filter((event) => event.type === 'report-left-out')
    assert.match(told!.message, /0001\.en\.md:\d+: broken front matter/)
    assert.equal(more, [])
    assert.is((await fetch(`${url}/report/1`)).status, 200)
  }),
)

dev('shows where a template throws, and the page again when it is mended', () =>
  withDevPage(browser, '/', async ({ page, url, replace, heard }) => {
    await replace('site/pages.tsx', '<h1 title', '<h1 id={data.no.thing} title')
    await page.waitForSelector('pre')

    const text = await page.locator('main').innerText()
    assert.match(text, /^Cannot read properties of undefined \(reading 'thing'\)\s+\S*site\/pages\.tsx:2:\d+\s/)
    assert.match(text, /> 2 \| +export const Home/)
    const answer = await fetch(url)
    assert.is(answer.status, 500)
    assert.match(await answer.text(), /<meta name="robots" content="noindex">/)
    assert.is(heard.items.filter(({ type }) => type === 'broken').length, 1)

    await replace('site/pages.tsx', ' id={data.no.thing}', '')
    await page.waitForSelector('h1:has-text("Hello")')
    assert.is((await fetch(url)).status, 200)
  }),
)

dev('shows where a template does not compile, over the page too, and the page again when it is mended', () =>
  withDevPage(browser, '/', async ({ page, url, replace, heard }) => {
    await replace('site/pages.tsx', '<h1 title', '<h1 <title')
    await page.waitForSelector('main code')

    const { problem } = heard.items.find((event) => event.type === 'broken')!
    assert.match(problem.place!.file, /site\/pages\.tsx$/)
    assert.is(problem.place!.line, 2)
    assert.match(await page.locator('main').innerText(), /^\S.*\s+\S*site\/pages\.tsx:2:\d+\s+[^]*> 2 \|/)
    assert.is((await fetch(`${url}/report/1`)).status, 500)
    await page.waitForSelector('vite-error-overlay', { state: 'attached' })
    await openPage(page, `${url}/report/1`)
    assert.is(await page.locator('main code').count(), 1)

    await replace('site/pages.tsx', '<h1 <title', '<h1 title')
    await page.waitForSelector('h1:has-text("Report 1")')
    assert.is(await page.locator('vite-error-overlay').count(), 0)
  }),
)

dev('shows a module that is missing, and the page when it is there', () =>
  withDevPage(browser, '/', async ({ page, write, replace }) => {
    await replace('site/pages.tsx', 'export const Home', `import './mark.ts'\nexport const Home`)
    await page.waitForSelector('h1:has-text("mark.ts")')

    await write('site/mark.ts', `export const mark = 'Marked'`)
    await page.waitForSelector('h1:has-text("Hello")')

    assert.is((await fetch(page.url())).status, 200)
  }),
)

dev('runs the early script as it is now, under the policy of the page', () =>
  withDevPage(browser, '/', async ({ page, write, replace }) => {
    await write('site/early.ts', `document.documentElement.dataset.early = 'one'`)
    await page.waitForSelector('html[data-early=one]')

    await replace('site/early.ts', 'one', 'two')

    await page.waitForSelector('html[data-early=two]')
    assert.match(await (await fetch(page.url())).text(), /<script>[^<]*early/)
  }),
)

dev('moves the figures of a page as they come', () =>
  withDevPage(browser, '/price', async ({ page, heard }) => {
    const first = await page.locator('p').innerText()

    assert.match(first, /^\$\d/)
    await page.waitForFunction((before) => document.querySelector('p')!.innerText !== before, first)
    const told = heard.items.flatMap((event) => (event.type === 'feed' ? [event.event] : []))
    const opened = told.filter(({ type }) => type === 'opened')
    assert.equal(opened, [{ type: 'opened', transport: 'websocket' }])
  }),
)

dev('says which figure of a page there is not, and which was probably meant', () =>
  withDev(async ({ url, heard, replace }) => {
    await replace('site/price.tsx', 'BTC.price', 'BTC.prise')
    await heard.until((events) => events.some(({ type }) => type === 'reload'))

    await fetch(`${url}/price`)
    await fetch(`${url}/price`)

    await heard.until((events) => events.some(({ type }) => type === 'figure-unknown'))
    const told = heard.items.filter(({ type }) => type === 'figure-unknown')
    const [address, figure, meant] = ['/price', 'BTC.prise', 'BTC.price']
    assert.equal(told, [{ type: 'figure-unknown', address, figure, meant }])
  }),
)

dev.run()
