import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { linesOf } from '../core/lines.ts'
import { indexOf } from '../content/report-index.ts'
import { writePack } from '../content/report-packs.ts'
import { storeFile } from '../core/store-file.ts'
import { brotliSlotted } from '../live/slotted-brotli.ts'
import type { Slot } from '../live/slot.ts'
import { makeCurrent } from '../output/current.ts'
import { pageFiles } from '../output/file-name.ts'
import {
  buildFolder,
  bundleFile,
  contentFiles,
  manifestFile,
  packsFolder,
  pagesFile,
  pagesFolder,
} from '../output/layout.ts'
import {
  buildIdOf,
  describeFile,
  encodeManifest,
  encodePage,
  type ManifestPage,
  parsePage,
} from '../output/manifest.ts'
import { readManifest } from '../output/read.ts'
import { createBuildWriter } from '../output/write.ts'
import { indexBytes } from './index-bytes.ts'
import { written } from './source-suite.ts'
import { finishBuild, headFacts, manifestPage } from './stored-page.ts'

/** Stands in the html of a page where a price is to be, and is as wide. */
export const priceMark = '$91,204.55    '

/**
 * A current build in two languages as `enddel build` would make it, without a bundler: these pages, two reports in a pack,
 * assets, and routes for `/`, `/coin/:symbol` and `/report/:id` (also `/report?id=:id`). Returns its id.
 */
export async function writeVerifiedBuild(
  out: string,
  pages: Readonly<Record<string, string>>,
  siteUrl = '',
): Promise<string> {
  const writer = await createBuildWriter(out)
  const lines = await Promise.all(Object.entries(pages).map(([address, html]) => storeLine(out, address, html)))
  const { pack, index } = await storeReports(out)
  await writer.writeFile(bundleFile, siteBundle)
  await writer.writeFile(contentFiles.reports, index)
  await writer.writeFile('public/robots.txt', 'User-agent: *\n')
  await writer.writeFile('public/assets/site.css', 'h1 { margin: 0 }')
  await writer.writeFile('public/assets/site.css.br', brotliCompressSync('h1 { margin: 0 }'))
  return finishBuild(writer, { ...headFacts, siteUrl, packs: [pack] }, lines, true)
}

const siteBundle = `export const site = { routes: [
  { id: 'home', pattern: '/', aliases: [] },
  { id: 'coin', pattern: '/coin/:symbol', aliases: [] },
  { id: 'report', pattern: '/report/:id', aliases: ['/report?id=:id'] },
] }`

async function storeLine(out: string, address: string, text: string): Promise<Buffer> {
  const html = Buffer.from(text)
  const slots = slotsIn(html)
  const { bytes: br, at } = brotliSlotted(html, slots, 1)
  const page = {
    ...manifestPage(address, text, ''),
    br: { ...describeFile(br), quality: 1 },
    ...(slots.length > 0 && { live: { slots, brAt: [...at] } }),
  }
  const files = pageFiles(page)
  storeFile(join(pagesFolder(out), files.html), html)
  storeFile(join(pagesFolder(out), files.br), br)
  return Buffer.from(encodePage(page))
}

function slotsIn(html: Buffer): Slot[] {
  const slots: Slot[] = []
  for (let at = html.indexOf(priceMark); at >= 0; at = html.indexOf(priceMark, at + 1))
    slots.push({ value: 'BTC.price', format: { style: 'price', locale: 'en' }, at, bytes: priceMark.length })
  return slots
}

async function storeReports(out: string): Promise<{ pack: string; index: Buffer }> {
  const drafts = [3, 4].map((id) => {
    const place = `report-${id}.md`
    const raw = { slug: place, place, stamp: '1', texts: [{ place, lang: 'en', text: written(id) }] }
    return { name: place, raw, kept: undefined }
  })
  const { name, reports } = await writePack(packsFolder(out), drafts)
  const rows = reports.map((report) => {
    if (report.kind !== 'new') throw new Error(`the report ${report.name} cannot be shown`)
    return { head: { ...report.head, pack: name! }, entry: report.entry }
  })
  return { pack: name!, index: indexBytes(indexOf(rows)) }
}

/** Changes a page in the file of pages of the build `id`, which gets another id by that, and is current again. */
export async function rewriteManifest(
  out: string,
  id: string,
  address: string,
  change: (page: ManifestPage) => ManifestPage,
): Promise<string> {
  const folder = buildFolder(out, id)
  const { files, ...facts } = await readManifest(folder, id)
  const changed = linesOf(await readFile(join(folder, pagesFile))).map((line) => {
    const page = parsePage(line)
    return page.address === address ? encodePage(change(page)) : line.toString()
  })
  const pages = [...changed, ''].join('\n')
  const manifest = encodeManifest({ ...facts, files: { ...files, [pagesFile]: describeFile(pages) } })
  const newId = buildIdOf(manifest)
  await writeFile(join(folder, pagesFile), pages)
  await writeFile(manifestFile(folder), manifest)
  await rename(folder, buildFolder(out, newId))
  await makeCurrent(out, newId)
  return newId
}
