import { parseCatalogue } from '../content/catalogue.ts'
import { parseMarket } from '../market/sample.ts'
import { contentFiles } from '../output/layout.ts'
import type { Ground } from './ground.ts'
import type { OlderBuild } from './older-build.ts'
import { filtered, type PlannedPage, planPages } from './plan.ts'
import { carryBundle } from './provide-bundle.ts'
import type { SiteFiles } from './site-files.ts'

/** Good enough at once; whoever builds next, or recompresses, makes it better. */
const brotliQuality = 5

/**
 * The site, products and market of the current build, and of the pages that are not built always those that it has: for new
 * reports, where nothing else has changed and no site's source need be at hand. `files` are what the bundle was made of.
 */
export function currentGround({ build, versions, pages }: OlderBuild, files: SiteFiles): Ground {
  const text = async (file: string) => String(await build.readFile(file))
  return {
    content: async () => ({
      catalogue: parseCatalogue(await text(contentFiles.products), contentFiles.products),
      market: parseMarket(await text(contentFiles.market), contentFiles.market),
    }),
    bundle: (writer) => carryBundle(writer, build, files),
    versions: async () => versions,
    async plan(site, contextFor) {
      const all = await planPages(site, contextFor, new Map(), Infinity)
      const isChosen = ({ address, match }: PlannedPage) => match.route.always || pages.has(address)
      return { pages: filtered(all, isChosen), quality: () => brotliQuality }
    },
  }
}
