/**
 * The folder `enddel build` writes and `enddel serve` reads:
 *
 *   out/current.json            which build is current; replaced by one atomic rename
 *   out/popular.json            hits by address, written by serve, read by build
 *   out/cache/                  pages rendered on demand and the log of invalidations, kept by serve
 *   out/building.lock/          there while a build is made
 *   out/untidy                  there when a build left files that none needs; the next one sweeps first
 *   out/seen.ndjson             what the last build looked at, for the next one; it may be removed
 *   out/pages/                  vi/coin/btc.HASH.html and .html.br; shared by all builds, each written once
 *   out/reports/                the bodies of reports, a few dozen in a file; shared likewise
 *   out/builds/ID/manifest.json all files with their hashes; ID is the manifest's own hash
 *   out/builds/ID/pages.ndjson  a line for each page, with the hashes of its files
 *   out/builds/ID/inputs.ndjson what each page was made from, in the same order
 *   out/builds/ID/public/       what is sent as it is: assets/ (hashed names) and the site's public files, with .br and .gz
 *   out/builds/ID/pdf/          the PDF files, by their addresses; pdfs.ndjson beside it says what each was made of
 *   out/builds/ID/server/       the site's bundle, for pages rendered on demand
 *   out/builds/ID/content/      the index of reports, products and market, for the same
 *   out/shard/                  what `enddel build --shard i/n` leaves for `enddel merge`: like a build's folder, but with
 *                               its share of the pages alone, and never served. It is the only one: the next replaces it
 *   out/shard/shard.json        which share it is, and of what; written before the folder has its place
 *   out/shard/plan.txt          the addresses of all pages in their order, each with the brotli quality it is to have
 */
import { join } from 'node:path'

export const formatVersion = 4 as const
export const keptBuilds = 3

export const publicFolder = 'public'
export const assetsFolder = 'assets'
export const pdfFolder = 'pdf'

export const bundleFile = 'server/site.mjs'
/** What pages have in their heads beside what is their own: see render/dress.ts. */
export const shellFile = 'server/shell.json'
/** Versions of the site's templates, by route. */
export const templatesFile = 'server/templates.json'
export const pagesFile = 'pages.ndjson'
export const inputsFile = 'inputs.ndjson'
export const planFile = 'plan.txt'
/** There in builds that were made with PDF files, even if there are none. */
export const pdfsFile = 'pdfs.ndjson'
export const contentFiles = {
  reports: 'content/reports.ndjson',
  products: 'content/products.json',
  market: 'content/market.json',
}

export const lockFile = (out: string) => join(out, 'building.lock')
export const untidyFile = (out: string) => join(out, 'untidy')
export const currentFile = (out: string) => join(out, 'current.json')
export const popularFile = (out: string) => join(out, 'popular.json')
export const cacheFolder = (out: string) => join(out, 'cache')
export const seenFile = (out: string) => join(out, 'seen.ndjson')
export const pagesFolder = (out: string) => join(out, 'pages')
export const packsFolder = (out: string) => join(out, 'reports')
export const shardFolder = (out: string) => join(out, 'shard')
export const shardFile = (folder: string) => join(folder, 'shard.json')
export const buildsFolder = (out: string) => join(out, 'builds')
export const buildFolder = (out: string, id: string) => join(out, 'builds', id)
export const manifestFile = (folder: string) => join(folder, 'manifest.json')
