import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { requireCurrent } from '../output/current.ts'
import { pageFiles } from '../output/file-name.ts'
import { pagesFolder } from '../output/layout.ts'
import type { ManifestPage } from '../output/manifest.ts'
import { openBuild } from '../output/read.ts'

/** A page of the current build, unless another is named. */
export async function pageOf(out: string, address: string, id?: string): Promise<ManifestPage> {
  const build = await openBuild(out, id ?? (await requireCurrent(out)).build)
  const page = build.pages().find((other) => other.address === address)
  if (!page) throw new Error(`the build ${build.id} has no ${address}`)
  return page
}

/** Where the files of a page lie, which is no image; of the current build unless another is named. */
export async function pagePaths(out: string, address: string, id?: string): Promise<{ html: string; br: string }> {
  const { html, br } = pageFiles(await pageOf(out, address, id))
  return { html: join(pagesFolder(out), html), br: join(pagesFolder(out), br ?? '') }
}

export async function htmlOf(out: string, address: string, id?: string): Promise<string> {
  return readFile((await pagePaths(out, address, id)).html, 'utf8')
}
