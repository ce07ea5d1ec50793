/**
 * The folder `enddel build` writes and `enddel serve` reads:
 *
 *   out/current.json            which build is current; replaced by one atomic rename
 *   out/popular.json            hits by address, written by serve, read by build
 *   out/cache/                  pages rendered on demand and the log of invalidations, kept by serve
 *   out/builds/ID/manifest.json all pages and files with their hashes; ID is the manifest's own hash
 *   out/builds/ID/pages/        vi/coin/btc.html and .html.br
 *   out/builds/ID/public/       what is sent as it is: assets/ (hashed names) and the site's public files, with .br and .gz
 *   out/builds/ID/server/       the site's bundle, for pages rendered on demand
 *   out/builds/ID/content/      reports, products and market, for the same
 */
import { join } from 'node:path'

export const formatVersion = 1
export const keptBuilds = 3

export const pagesFolder = 'pages'
export const publicFolder = 'public'
export const assetsFolder = 'assets'

export const bundleFile = 'server/site.mjs'
export const contentFiles = {
  reportIndex: 'content/reports.json',
  reportBodies: 'content/reports.ndjson',
  products: 'content/products.json',
  market: 'content/market.json',
}

export const lockFile = (out: string) => join(out, 'publishing.lock')
export const currentFile = (out: string) => join(out, 'current.json')
export const popularFile = (out: string) => join(out, 'popular.json')
export const cacheFolder = (out: string) => join(out, 'cache')
export const buildsFolder = (out: string) => join(out, 'builds')
export const buildFolder = (out: string, id: string) => join(out, 'builds', id)
export const manifestFile = (folder: string) => join(folder, 'manifest.json')
