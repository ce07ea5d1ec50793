import { readCurrent } from '../../output/current.ts'
import type { ManifestPage } from '../../output/manifest.ts'
import { type Popularity, readPopularity } from '../../output/popular.ts'
import { type Build, openBuild } from '../../output/read.ts'
import type { Expectation } from '../load/load-plan.ts'
import { digestOf } from '../load/check-answer.ts'

/** A page that may be asked for. */
export interface BenchPage {
  address: string
  /** As they are sent; 0 where that is not known. */
  bytes: number
  /** Places of its html that show live figures. */
  mask: Expectation['mask']
  /** Figures stand elsewhere in it, too: it is rendered anew when they have moved. */
  isPrinting: boolean
  /** SHA-256 of the html as it has to be, masked; undefined where only the server knows. */
  digest: (() => Promise<string>) | undefined
}

/** What there is to ask for. */
export interface SitePages {
  build: { id: string; pages: number } | undefined
  pages: readonly BenchPage[]
  popularity: Popularity
}

/** The pages of the current build in `out`; undefined when nothing was built there. */
export async function pagesOfBuild(out: string): Promise<SitePages | undefined> {
  const current = await readCurrent(out)
  if (!current) return undefined
  const build = await openBuild(out, current.build)
  const pages = build.pages().filter(({ status, type }) => status === 200 && type === undefined)
  return {
    build: { id: build.id, pages: pages.length },
    pages: pages.map((page) => benchPage(build, page)),
    popularity: await readPopularity(out),
  }
}

/** Pages of any server, of which nothing is known but their paths. */
export function pagesAt(paths: readonly string[]): SitePages {
  const pages = paths.map((address) => ({ address, bytes: 0, mask: [], isPrinting: false, digest: undefined }))
  return { build: undefined, pages, popularity: new Map() }
}

function benchPage(build: Build, page: ManifestPage): BenchPage {
  const mask = (page.live?.slots ?? []).map(({ at, bytes }) => [at, bytes] as const)
  return {
    address: page.address,
    bytes: (page.br ?? page.html).bytes,
    mask,
    isPrinting: page.prints !== undefined,
    digest: async () => digestOf((await build.readPage(page)).html, mask),
  }
}
