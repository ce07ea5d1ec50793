/** What is stored cannot break out of its place: nothing of it runs, leads away, or even has to be stopped by the policy. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserOf } from './browser.ts'
import { build } from './builds.ts'
import { hostileReports, markup, writeHostileContent } from './hostile-content.ts'
import { withServer } from './serving.ts'

const hostile = suite('testing/hostile-content')

const browser = browserOf(hostile)

/** Pages with reports of both forms, with charts, products, lists of both, and those that are not built but made on demand. */
const paths = [
  ...Array.from({ length: hostileReports }, (_, index) => `/en/crypto_report/${index + 1}`),
  ...['/pdf-template/1', `/pdf-template/${hostileReports}`, '/', '/crypto_report', '/crypto_reports_list'].map(
    (path) => `/en${path}`,
  ),
  ...['/vi/crypto_report/7', '/en/shop', '/en/shop/all', '/en/product/one', '/en/coin/btc', '/en/%3Cscript%3E1'],
]

hostile('content stays text on every page, so that the policy has nothing to stop', () =>
  withHostileSite(async (url) => {
    const page = await watchedPage()
    const found: string[] = []
    for (const path of paths) {
      const status = (await page.goto(url + path))!.status()
      if (status !== (path.includes('%') ? 404 : 200)) found.push(`${path}: status ${status}`)
      await page.evaluate(useEverything)
      found.push(...(await page.evaluate(faultsOfPage)).map((fault) => `${path}: ${fault}`))
      if (page.url() !== url + path) found.push(`${path}: leads to ${page.url()}`)
    }

    assert.equal(found, [])
  }),
)

hostile('markup does not run even where it gets into a page as it is', () =>
  withHostileSite(async (url) => {
    const page = await watchedPage()
    // Nothing keeps a page from being left by a refresh: that is for those who let markup in.
    const raw = markup.filter((text) => !text.includes('http-equiv="refresh"')).join('\n')
    await page.route('**/en/crypto_report/1', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, body: (await response.text()).replace('</main>', `${raw}</main>`) })
    })
    await page.goto(`${url}/en/crypto_report/1`)

    await page.evaluate(useEverything)

    const faults = await page.evaluate(faultsOfPage)
    assert.ok(
      faults.some((fault) => fault.startsWith('stopped: script-src')),
      faults.join('\n'),
    )
    assert.equal(
      faults.filter((fault) => !/^(stopped|holds): /.test(fault)),
      [],
    )
  }),
)

hostile.run()

let built: Promise<string> | undefined

async function withHostileSite(work: (url: string) => Promise<void>): Promise<void> {
  await withServer(await (built ??= buildHostileSite()), {}, ({ url }) => work(url))
}

/** Popular pages alone are built; the others are made when they are asked for. */
async function buildHostileSite(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'enddel-hostile-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const where = { site: 'templates', content: join(folder, 'content'), out: join(folder, 'out') }
  await writeHostileContent(where.content)
  const { failures, problems, published } = await build(where, { popular: 1 })
  assert.equal([failures, problems, published], [[], [], true])
  return where.out
}

/** Notes what would be a break-out: see {@link faultsOfPage}. */
async function watchedPage(): Promise<Page> {
  const context = await browser().newContext({ serviceWorkers: 'block' })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.addInitScript(() => {
    const noted: string[] = []
    Object.assign(window, { noted })
    window.alert = window.confirm = window.prompt = () => noted.push('opens a dialog') as never
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, sample, blockedURI }) =>
      noted.push(`stopped: ${effectiveDirective} ${blockedURI} ${sample}`),
    )
  })
  // The compiler of the tests marks functions with their names, those that run in the page too.
  await page.addInitScript('globalThis.__name = (named) => named')
  return page
}

/** Every element is pressed, pointed at and looked at, in shadow roots too. */
function useEverything(): void {
  const use = (root: Document | ShadowRoot) => {
    for (const element of root.querySelectorAll('*')) {
      for (const type of ['mouseover', 'focus', 'toggle', 'load', 'error', 'begin'])
        element.dispatchEvent(new Event(type))
      const link = element.closest('a')
      if (link && /^\s*(javascript|data|vbscript):/i.test(link.href)) link.click()
      if (element.shadowRoot) use(element.shadowRoot)
    }
  }
  use(document)
}

/** What ran or was stopped since the page was opened, and what is there that no report may have. */
async function faultsOfPage(): Promise<string[]> {
  // What runs does so in a task of its own.
  for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setTimeout(resolve))
  const { noted, __ran } = window as unknown as { noted: string[]; __ran?: unknown }
  const faults = [...noted]
  if (__ran !== undefined) faults.push('runs')
  if (document.baseURI !== location.href) faults.push('has another base')
  const own = 'script, iframe, object, embed, base, meta, link, form[action^="javascript"], [srcdoc], [formaction]'
  const look = (root: Document | ShadowRoot) => {
    for (const element of root.querySelectorAll('*')) {
      const isOurs = root === document && !element.closest('main')
      if (!isOurs && element.matches(own)) faults.push(`holds: ${element.outerHTML.slice(0, 80)}`)
      for (const { name, value } of element.attributes) {
        if (
          /^on/i.test(name) ||
          (/^(href|xlink:href|action|src)$/.test(name) && /^\s*(javascript|data|vbscript):/i.test(value))
        )
          faults.push(`holds: ${name}="${value}"`)
      }
      if (element.shadowRoot) look(element.shadowRoot)
    }
  }
  look(document)
  return faults
}
