import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pidsOf } from '../bench/server/process-tree.ts'
import { chromium } from '../testing/needs.ts'
import { readPdf } from '../testing/read-pdf.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { openPrinter, type Printer, type PrinterOptions } from './printer.ts'

const printing = suite('pdf/printer')

printing('prints a page with its headline, language, date, bookmarks and links that lead to the site', () =>
  withPages({ '/vi/a': page }, {}, async (printer) => {
    const bytes = await printer.print('/vi/a')

    assert.equal(readPdf(bytes), {
      pages: 2,
      title: 'Giá & Ether',
      author: 'Tiny',
      lang: 'vi',
      bookmarks: ['Một', 'Hai', 'Giá & Ether'],
      links: ['https://tiny.example/vi/b', 'https://other.example/'],
      isTagged: true,
    })
    assert.match(bytes.toString('latin1'), "/CreationDate (D:20261120003000+00'00')")
  }),
)

printing('makes the same bytes alone and among others', () =>
  withPages({ '/a': page, '/b': page + table, '/c': table + page }, {}, async (printer) => {
    const alone = await printer.print('/c')
    const [, again] = await Promise.all(['/b', '/c', '/a', '/b', '/c'].map((path) => printer.print(path)))

    assert.match(alone.toString('latin1'), '(node00000001)')
    assert.equal(again, alone)
  }),
)

printing('leaves out links inside a site that has no address yet', () =>
  withPages({ '/vi/a': page }, { siteUrl: '' }, async (printer) => {
    const { links, bookmarks } = readPdf(await printer.print('/vi/a'))

    assert.equal(links, ['https://other.example/'])
    assert.is(bookmarks.length, 3)
  }),
)

printing('asks nobody outside, and runs no script', async () => {
  const asked: string[] = []
  const outside = createServer((request, response) => {
    asked.push(request.url!)
    response.end()
  }).listen(0, '127.0.0.1')
  await once(outside, 'listening')
  const place = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`
  const html = `<link rel="stylesheet" href="${place}/style.css"><link rel="preconnect" href="${place}">
    <h1>Told</h1><img src="${place}/image.png"><iframe src="${place}/frame"></iframe>
    <script>document.querySelector('h1').textContent = 'Changed'; fetch('${place}/fetch')</script>`

  const bytes = await withPages({ '/a': html }, {}, (printer) => printer.print('/a'))

  outside.close()
  assert.is(readPdf(bytes).title, 'Told')
  assert.equal(asked, [])
})

printing('gives up a page that takes too long', () =>
  withPages(
    { '/slow': '<img src="/never.png">' },
    {},
    async (printer) => {
      const { code, message } = await refusalOfAsync(printer.print('/slow'))

      assert.equal([code, message], ['E_PDF', 'it was not printed within 300 ms'])
    },
    300,
  ),
)

printing('goes on after a page that is not there', () =>
  withPages({ '/a': page }, {}, async (printer) => {
    const { code, message } = await refusalOfAsync(printer.print('/nowhere'))

    assert.equal([code, message], ['E_PDF', 'there is no such page'])
    assert.is(readPdf(await printer.print('/a')).pages, 2)
  }),
)

printing('says that the browser has ended, and leaves nothing of it', async () => {
  const before = new Set(pidsOf(process.pid))
  let own: number[] = []

  const error = await withPages({ '/slow': '<img src="/never.png">' }, {}, async (printer) => {
    own = pidsOf(process.pid).filter((pid) => !before.has(pid))
    const printed = refusalOfAsync(printer.print('/slow'))
    process.kill(own[0]!, 'SIGKILL')
    return printed
  })

  assert.equal([error.code, error.message], ['E_CHROMIUM', 'Chromium ended while it printed /slow'])
  assert.ok(own.length > 2)
  for (const pid of own) await gone(pid)
})

printing('ends the browser when it is told to stop', async () => {
  const stopping = new AbortController()

  const error = await withPages({ '/slow': '<img src="/never.png">' }, { stop: stopping.signal }, async (printer) => {
    const printed = refusalOfAsync(printer.print('/slow'))
    stopping.abort()
    return printed
  })

  assert.is(error.code, 'E_CHROMIUM')
})

printing('names the program that does not start', async () => {
  const error = await refusalOfAsync(openPrinter({ ...options, chromium: '/bin/false', read: async () => undefined }))

  assert.is(error.code, 'E_CHROMIUM')
  assert.match(error.message, '/bin/false does not start')
})

const options = { chromium, siteUrl: 'https://tiny.example', author: 'Tiny' }

const page = `<!doctype html><html lang="vi"><title>Bản in</title><h1>Giá &amp; Ether</h1>
  <time datetime="2026-11-20T07:30:00+07:00">20/11</time>
  <a href="/vi/b">trong</a> <a href="https://other.example/">ngoài</a>
  <h2>Một</h2><p>x</p><h2 style="break-before: page">Hai</h2>`

const table = '<table><tr><th>A<th>B<tr><td>1<td>2</table>'

/** A printer for pages by their paths; `/never.png` is never answered. */
async function withPages<Result>(
  pages: Record<string, string>,
  more: Partial<PrinterOptions>,
  work: (printer: Printer) => Promise<Result>,
  pageMs?: number,
): Promise<Result> {
  const read = (path: string) =>
    path === '/never.png' ? new Promise<never>(() => {}) : Promise.resolve(fileOf(pages[path]))
  const printer = await openPrinter({ ...options, read, ...more }, pageMs)
  try {
    return await work(printer)
  } finally {
    await printer.close()
  }
}

function fileOf(html: string | undefined) {
  return html === undefined ? undefined : { body: Buffer.from(html), type: 'text/html; charset=utf-8' }
}

/** The system needs a moment for what is below a process that was killed. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    if (!pidsOf(process.pid).includes(pid) && !isAlive(pid)) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

printing.run()
