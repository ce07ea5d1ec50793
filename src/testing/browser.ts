import { type Browser, chromium as playwright } from 'playwright-core'
import { chromium } from './needs.ts'

/** A real Chromium without a window. */
export function launchBrowser(): Promise<Browser> {
  return playwright.launch({ executablePath: chromium, args: flags })
}

/** What of a suite is needed here. */
interface Tests {
  before(work: () => Promise<void>): void
  after: ((work: () => Promise<void>) => void) & { each(work: () => Promise<void>): void }
}

/** A browser for all tests of a suite; what a test has opened is closed behind it. */
export function browserOf(tests: Tests): () => Browser {
  let browser: Browser
  tests.before(async () => {
    browser = await launchBrowser()
  })
  tests.after.each(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  tests.after(() => browser.close())
  return () => browser
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  // What its address bar would show is a page of its own, beside each of ours.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
]
