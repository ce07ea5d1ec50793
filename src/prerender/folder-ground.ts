import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { shortHash } from '../core/short-hash.ts'
import { emptyCatalogue, parseCatalogue } from '../content/catalogue.ts'
import { errnoOf } from '../core/errors.ts'
import { readSampleMarket } from '../market/sample.ts'
import { type Popularity, readPopularity } from '../output/popular.ts'
import type { Site } from '../site/contract.ts'
import type { BuildOptions } from './build.ts'
import type { Ground, OtherContent, Plan } from './ground.ts'
import { engineVersion, type Surroundings } from './look-around.ts'
import type { Versions } from './older-build.ts'
import { mostPopular, type PlannedPages, planPages } from './plan.ts'
import { type ProvidedBundle, provideBundle } from './provide-bundle.ts'

/** A site in a folder, with products and market in another. */
export function folderGround(options: BuildOptions, around: Surroundings): Ground {
  return {
    content: () => readContent(options.content),
    bundle: (writer, older) => provideBundle(writer, options.site, around, older?.build),
    versions: (site, bundle) => versionsOf(site, bundle, around, options),
    async plan(site, contextFor) {
      const popularity = await readPopularity(options.out)
      const pages = await planPages(site, contextFor, popularity, options.popular)
      return { pages, quality: qualityOf(options.brotliQuality, pages, popularity) }
    },
  }
}

export async function readContent(folder: string): Promise<OtherContent> {
  const products = join(folder, 'products.json')
  const text = await readFile(products, 'utf8').catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error
  })
  return {
    catalogue: text === undefined ? emptyCatalogue : parseCatalogue(text, products),
    market: await readSampleMarket(join(folder, 'market.json')),
  }
}

/** What cannot be told of one route belongs to all. */
async function versionsOf(
  { routes }: Site,
  { css, js, early, preloads, styles, templates }: ProvidedBundle,
  { products, market }: Surroundings,
  options: BuildOptions,
): Promise<Versions> {
  const isTold = routes.every(({ id }) => id in templates)
  const whole = Object.values(templates).join()
  const engine = await engineVersion(options)
  const assets = [...css, ...js, early, ...preloads, JSON.stringify(styles), options.pdf ? 'pdf' : '']
  const versions: Record<string, string> = {}
  for (const id of [...routes.map(({ id }) => id), 'not-found', 'error']) {
    const own = isTold ? (templates[id] ?? templates['']!) : whole
    versions[id] = shortHash([engine, own, ...assets].join('\n'))
  }
  return { engine, templates: versions, products: products[1], market: market[1] }
}

/** How many pages have the best brotli at once: it takes a hundred times as long for the last sixth of the bytes. */
const popularPages = 1_000

function qualityOf(
  quality: BuildOptions['brotliQuality'],
  planned: PlannedPages,
  popularity: Popularity,
): Plan['quality'] {
  if (quality !== 'auto') return () => quality
  const best = mostPopular(planned, popularity, popularPages)
  return (address, status) => (status !== 200 || best.has(address) ? 11 : 5)
}
