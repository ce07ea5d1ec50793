import { type Browser, chromium as playwright } from 'playwright-core'
import { chromium } from './needs.ts'

/** A real Chromium without a window. */
export function launchBrowser(): Promise<Browser> {
  return playwright.launch({ executablePath: chromium, args: flags })
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  // What its address bar would show is a page of its own, beside each of ours.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
]
