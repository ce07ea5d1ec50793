import { requireCurrent } from '../output/current.ts'
import type { ManifestPage } from '../output/manifest.ts'
import { openBuild } from '../output/read.ts'

export interface BuiltPage {
  address: string
  route: string
  html: string
}

/** One after another, the pages of the current build that answer 200; no documents and images. */
export async function* builtPages(out: string): AsyncGenerator<BuiltPage> {
  const build = await openBuild(out, (await requireCurrent(out)).build)
  for (const page of build.pages().filter(isPage)) {
    const { html } = await build.readPage(page)
    yield { address: page.address, route: page.route, html: html.toString('utf8') }
  }
}

/** Reads any of the current build's pages and documents: for many of them, since the build is opened once. */
export async function pageReader(out: string): Promise<(address: string) => Promise<string>> {
  const build = await openBuild(out, (await requireCurrent(out)).build)
  const pages = new Map(build.pages().map((page) => [page.address, page]))
  return async (address) => {
    const page = pages.get(address)
    if (!page) throw new Error(`the build has no ${address}`)
    return (await build.readPage(page)).html.toString('utf8')
  }
}

function isPage({ status, type }: ManifestPage): boolean {
  return status === 200 && type === undefined
}
