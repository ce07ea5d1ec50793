import { join } from 'node:path'
import { storeFile } from '../core/store-file.ts'
import { pageFiles } from '../output/file-name.ts'
import { formatVersion, pagesFolder } from '../output/layout.ts'
import { describeFile, encodePage, type ManifestHead, type ManifestPage } from '../output/manifest.ts'

/** What a build without pages and files has in its manifest. */
export const headFacts: Omit<ManifestHead, 'files'> = {
  ...{ format: formatVersion, locales: ['vi', 'en'], siteUrl: '', css: [], js: [], problems: [], packs: [] },
}

/** A page with these bytes as a manifest has it. */
export function manifestPage(address: string, html: string, br: string): ManifestPage {
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

/** Writes the files of a page; gives its line of the manifest. */
export function storePage(out: string, address: string, html: string, br: string): Buffer {
  const page = manifestPage(address, html, br)
  const files = pageFiles(page)
  storeFile(join(pagesFolder(out), files.html), Buffer.from(html))
  storeFile(join(pagesFolder(out), files.br), Buffer.from(br))
  return Buffer.from(encodePage(page))
}
