import { join } from 'node:path'
import { storeFile } from '../core/store-file.ts'
import { pageFiles } from '../output/file-name.ts'
import { formatVersion, pagesFile, pagesFolder } from '../output/layout.ts'
import { describeFile, encodePage, type Manifest, type ManifestPage } from '../output/manifest.ts'
import type { BuildWriter } from '../output/write.ts'

/** What a build without pages and files has in its manifest. */
export const headFacts: Omit<Manifest, 'files'> = {
  ...{ format: formatVersion, locales: ['vi', 'en'], siteUrl: '', css: [], js: [], problems: [], packs: [] },
}

/** A page with these bytes as a manifest has it. */
export function manifestPage(
  address: string,
  html: string,
  br: string,
): ManifestPage & Required<Pick<ManifestPage, 'br'>> {
  return {
    address,
    route: 'page',
    locale: 'vi',
    status: 200,
    html: describeFile(html),
    br: { ...describeFile(br), quality: 5 },
    hash: 'hash',
    csp: '',
    freshness: { freshForMs: 0, staleForMs: 0, staleIfErrorMs: 0 },
    tags: [],
  }
}

/** The same of an image. */
export function manifestImage(address: string, png: string): ManifestPage {
  const { br: _, ...page } = manifestPage(address, png, '')
  return { ...page, type: 'image/png' }
}

/** Writes the files of a page; gives its line in the file of pages. */
export function storePage(out: string, address: string, html: string, br: string): Buffer {
  const page = manifestPage(address, html, br)
  const files = pageFiles(page)
  storeFile(join(pagesFolder(out), files.html), Buffer.from(html))
  storeFile(join(pagesFolder(out), files.br), Buffer.from(br))
  return Buffer.from(encodePage(page))
}

/** Finishes a build that has these lines in its file of pages. Returns its id. */
export async function finishBuild(
  writer: BuildWriter,
  facts: Omit<Manifest, 'files'>,
  lines: Iterable<Uint8Array | string>,
  publish: boolean,
): Promise<string> {
  await writeLines(writer, pagesFile, lines)
  return writer.finish(facts, publish)
}

/** Writes a file of a build, a line for each. */
export async function writeLines(
  writer: BuildWriter,
  file: string,
  lines: Iterable<Uint8Array | string>,
): Promise<void> {
  const opened = await writer.openLines(file)
  for (const line of lines) opened.append(line)
  opened.close()
}
