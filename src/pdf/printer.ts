/** A Chromium that prints pages to PDF. It sees what it is given and no network, and runs no script of a page. */
import { type Browser, type BrowserContext, chromium as launcher, type Page, type Route } from 'playwright-core'
import { EnddelError, messageOf } from '../core/errors.ts'
import { before, type Running, within } from '../core/lifecycle.ts'
import { type PdfFacts, stampPdf } from './stamp-pdf.ts'

export interface PrinterOptions {
  /** The program. */
  chromium: string
  /** Where pages are to lead, such as `https://example.com`. Without one, links inside the site are text in the files. */
  siteUrl: string
  author: string | undefined
  /** What stands at a path of the site. */
  read(path: string): Promise<PrinterFile | undefined>
  /** Ends the browser at once. */
  stop?: AbortSignal | undefined
}

export interface PrinterFile {
  body: Buffer
  type: string
}

export interface Printer extends Running {
  /** Throws an E_CHROMIUM when the browser has ended, which no other page will be spared; anything else is the page's own. */
  print(path: string): Promise<Buffer>
}

const startMs = 30_000
const stopMs = 5_000

/** Throws an E_CHROMIUM when it does not start. */
export async function openPrinter(options: PrinterOptions, pageMs = 30_000): Promise<Printer> {
  const browser = await launch(options.chromium)
  const close = async () => void (await within(stopMs, browser.close()))
  const stop = () => void close()
  options.stop?.addEventListener('abort', stop, { once: true })
  const context = await openContext(browser, options)
  return {
    async print(path) {
      try {
        return await printPage(context, path, options, pageMs)
      } catch (error) {
        const isEnded =
          options.stop?.aborted || !browser.isConnected() || /browser has been closed/.test(messageOf(error))
        throw isEnded ? ended(path, error) : error
      }
    },
    async close() {
      options.stop?.removeEventListener('abort', stop)
      await close()
    },
  }
}

async function launch(executablePath: string): Promise<Browser> {
  try {
    return await launcher.launch({
      executablePath,
      timeout: startMs,
      args: ['--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND'],
      // The command line has its own way of stopping.
      ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    })
  } catch (error) {
    const [reason] = messageOf(error).split('\n')
    throw new EnddelError('E_CHROMIUM', `${executablePath} does not start: ${reason}`, {
      hint: 'start it by hand with --headless to see why, or name another one in CHROMIUM_PATH',
      cause: error,
    })
  }
}

async function openContext(browser: Browser, { siteUrl, read }: PrinterOptions): Promise<BrowserContext> {
  const context = await browser.newContext({ javaScriptEnabled: false, serviceWorkers: 'block', colorScheme: 'light' })
  await context.route(
    '**/*',
    (route) => answer(route, originOf(siteUrl), read).catch(() => route.abort().catch(() => {})), // the page may be gone
  )
  return context
}

async function answer(route: Route, origin: string, read: PrinterOptions['read']): Promise<void> {
  const url = new URL(route.request().url())
  if (url.origin !== origin) return route.abort()
  const file = await read(url.pathname)
  await (file
    ? route.fulfill({ body: file.body, contentType: file.type })
    : route.fulfill({ status: 404, body: 'nothing' }))
}

async function printPage(
  context: BrowserContext,
  path: string,
  { siteUrl, author }: PrinterOptions,
  pageMs: number,
): Promise<Buffer> {
  const page = await context.newPage()
  const late = () => new EnddelError('E_PDF', `it was not printed within ${pageMs} ms`)
  const print = async () => {
    const response = await page.goto(originOf(siteUrl) + path, { timeout: 0 })
    if (!response?.ok()) throw new EnddelError('E_PDF', 'there is no such page')
    if (siteUrl === '') await page.evaluate(unlinkSite)
    const facts = await readFacts(page)
    const pdf = await page.pdf({ outline: true, tagged: true, preferCSSPageSize: true, printBackground: true })
    return stampPdf(pdf, { ...facts, author })
  }
  try {
    return await before(pageMs, print(), late)
  } finally {
    await within(stopMs, page.close()).catch(() => {}) // with the browser
  }
}

/** What stands for a site that has no address yet; nothing of it comes into the files. */
const nowhere = 'http://site.invalid'

function originOf(siteUrl: string): string {
  return siteUrl === '' ? nowhere : siteUrl
}

/** Runs in the page: links that would lead nowhere. */
function unlinkSite(): void {
  const roots = [document, ...[...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])]
  for (const root of roots) {
    for (const link of root.querySelectorAll('a[href]')) {
      const href = link.getAttribute('href')!
      if (!/^([a-z]+:|#)/i.test(href)) link.removeAttribute('href')
    }
  }
}

/** The headline and the first time that the page names; its title where it has no headline. */
async function readFacts(page: Page): Promise<Omit<PdfFacts, 'author'>> {
  const [headline, title, time] = await page.evaluate(() => [
    document.querySelector('h1')?.textContent ?? '',
    document.title,
    document.querySelector('time')?.dateTime ?? '',
  ])
  const date = new Date(time!)
  return { title: headline!.trim() || title!, date: Number.isNaN(date.getTime()) ? undefined : date }
}

function ended(path: string, cause: unknown): EnddelError {
  return new EnddelError('E_CHROMIUM', `Chromium ended while it printed ${path}`, {
    hint: 'it may have had too little memory; build again, or without --pdf',
    cause,
  })
}
