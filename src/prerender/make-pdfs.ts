import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { lookup } from 'mrmime'
import type { ReportProblem } from '../content/report-source.ts'
import { EnddelError, messageOf } from '../core/errors.ts'
import { inLanes } from '../core/in-lanes.ts'
import { Lines } from '../core/lines.ts'
import { shortHash } from '../core/short-hash.ts'
import { pageFiles } from '../output/file-name.ts'
import { pagesFile, pagesFolder, pdfFolder, pdfsFile, publicFolder } from '../output/layout.ts'
import { type ManifestPage, parsePage } from '../output/manifest.ts'
import type { Build } from '../output/read.ts'
import type { BuildWriter } from '../output/write.ts'
import type { Printer, PrinterFile } from '../pdf/printer.ts'
import { addressOf } from '../site/address.ts'
import type { Site } from '../site/contract.ts'
import { fillPattern } from '../site/match.ts'
import type { BuildOptions } from './build.ts'
import type { PageTask } from './build-task.ts'

export interface MadePdfs {
  /** How many there are, and how many of them were made; the others are as they were. */
  files: number
  made: number
  /** What could not be made is left out: its address leads to what the site has there instead. */
  problems: ReportProblem[]
}

interface PdfBasis {
  site: Site
  /** All pages, in the order of the file of pages. */
  tasks: Iterable<PageTask>
  older: Build | undefined
  options: BuildOptions
}

/** A PDF to be, by its path in the build. What it is made of is in its key. */
interface WantedPdf {
  file: string
  key: string
  page: ManifestPage
}

/** Makes the PDF of each page whose route names one, unless the build before has the same page. Throws an E_CHROMIUM when that cannot be used at all. */
export async function makePdfs(writer: BuildWriter, basis: PdfBasis): Promise<MadePdfs> {
  const { older, options } = basis
  const wanted = wantedPdfs(writer.folder, basis)
  const changed: WantedPdf[] = []
  const keys = older && !options.isForced ? await keysOf(older) : new Map<string, string>()
  for (const pdf of wanted) {
    const isKept = keys.get(pdf.file) === pdf.key && (await keep(writer, older!, pdf.file))
    if (!isKept) changed.push(pdf)
  }
  const problems = await printAll(writer, changed, basis)
  const missing = new Set(problems.map(({ slug }) => slug))
  const lines = await writer.openLines(pdfsFile)
  for (const { file, key, page } of wanted) if (!missing.has(page.address)) lines.append(JSON.stringify([file, key]))
  lines.close()
  return { files: wanted.length - problems.length, made: changed.length - problems.length, problems }
}

/** Whether pages of a build may lead to PDF files. */
export function hasPdfs({ manifest }: Build): boolean {
  return Object.hasOwn(manifest.files, pdfsFile)
}

function wantedPdfs(draft: string, { site, tasks, options }: PdfBasis): WantedPdf[] {
  const patterns = new Map(site.routes.flatMap((route) => (route.kind === 'page' ? [[route.id, route.pdf]] : [])))
  const lines = new Lines(readFileSync(join(draft, pagesFile)))
  const wanted: WantedPdf[] = []
  let at = 0
  for (const { route, params, locale, status } of tasks) {
    const line = lines.at(at++)!
    const pattern = status === 200 ? patterns.get(route) : undefined
    if (pattern === undefined) continue
    const page = parsePage(line)
    const address = addressOf(fillPattern(pattern, params), locale, site.locales)
    const key = shortHash([formOfFiles, page.html.sha256, options.siteUrl, site.name].join('\n'))
    wanted.push({ file: pdfFolder + address, key, page })
  }
  return wanted
}

/** Counts up when the same page gives another file. Styles, pictures and letters have their hashes in the page. */
const formOfFiles = 1

async function keysOf(older: Build): Promise<Map<string, string>> {
  if (!hasPdfs(older)) return new Map()
  const lines = new Lines(await older.readFile(pdfsFile))
  return new Map(Array.from(lines, (line) => JSON.parse(String(line)) as [string, string]))
}

/** False when it is not there as it was written. */
async function keep(writer: BuildWriter, older: Build, file: string): Promise<boolean> {
  try {
    await writer.keep(older, file)
    return true
  } catch (error) {
    if (error instanceof EnddelError && error.code === 'E_DAMAGED') return false
    throw error
  }
}

/** So many at once: each takes a process of the browser's. */
const lanes = 4

async function printAll(writer: BuildWriter, changed: readonly WantedPdf[], basis: PdfBasis): Promise<ReportProblem[]> {
  const { onEvent, pdf } = basis.options
  if (changed.length === 0) return []
  if (pdf?.chromium === undefined) return changed.map(({ page }) => problemOf(page, 'there is no Chromium here'))
  const problems: ReportProblem[] = []
  const printer = await openPrinterOn(writer.folder, pdf.chromium, changed, basis)
  let done = 0
  onEvent?.({ type: 'planned', pages: changed.length, toMake: changed.length })
  try {
    await inLanes(changed, Math.min(lanes, basis.options.threads * 2), async ({ file, page }) => {
      const bytes = await printer.print(page.address).catch((error: unknown) => {
        if (error instanceof EnddelError && error.code === 'E_CHROMIUM') throw error
        problems.push(problemOf(page, messageOf(error).split('\n')[0]!))
      })
      if (bytes) await writer.writeFile(file, bytes)
      onEvent?.({ type: 'page', address: file, done: ++done, pages: changed.length })
    })
  } finally {
    await printer.close()
  }
  return problems.sort((a, b) => (a.slug < b.slug ? -1 : 1))
}

function problemOf({ address }: ManifestPage, reason: string): ReportProblem {
  return { slug: address, message: `${address}: is not there as PDF: ${reason}`, hint: 'build again' }
}

/** What the browser gets to see: the pages to be printed, and the public files of the build that grows. */
async function openPrinterOn(
  draft: string,
  chromium: string,
  changed: readonly WantedPdf[],
  { site, options }: PdfBasis,
): Promise<Printer> {
  const pages = new Map(changed.map(({ page }) => [page.address, page]))
  async function read(path: string): Promise<PrinterFile | undefined> {
    const page = pages.get(path)
    if (page) return { body: await readFile(join(pagesFolder(options.out), pageFiles(page).html)), type: 'text/html' }
    const file = join(draft, publicFolder, decodeURIComponent(path))
    if (!existsSync(file)) return undefined
    return { body: await readFile(file), type: lookup(extname(file)) ?? 'application/octet-stream' }
  }
  // Not before it is needed: to load what speaks with the browser takes longer than a build that prints nothing.
  const { openPrinter } = await import('../pdf/printer.ts')
  const { siteUrl, stop } = options
  return openPrinter({ chromium, siteUrl, author: site.name, read, stop })
}
