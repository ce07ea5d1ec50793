import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { linesOf } from '../core/lines.ts'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { pageFiles } from './file-name.ts'
import { buildFolder, manifestFile, pagesFolder } from './layout.ts'
import {
  buildIdOf,
  hashOf,
  type ManifestHead,
  type ManifestPage,
  parseHead,
  parsePage,
  type StoredFile,
} from './manifest.ts'

/** A build on the disk. Every read is checked against the manifest; a file that does not agree is an E_DAMAGED. */
export interface Build {
  id: string
  folder: string
  manifest: ManifestHead
  /** The manifest's lines of the pages. */
  pageLines: readonly Buffer[]
  pages(): ManifestPage[]
  readPage(page: ManifestPage): Promise<{ html: Buffer; br: Buffer }>
  readFile(file: string): Promise<Buffer>
  pathOf(file: string): string
}

export function openBuild(out: string, id: string): Promise<Build> {
  return openBuildAt(buildFolder(out, id), out, id)
}

/** The build `id` that stands in `folder`; its pages and packs are those in `out`. */
export async function openBuildAt(folder: string, out: string, id: string): Promise<Build> {
  const [head, ...pageLines] = linesOf(await readManifest(folder, id))
  const manifest = parseHead(head!, manifestFile(folder))

  async function readChecked(path: string, stored: StoredFile | undefined): Promise<Buffer> {
    const bytes = await readFile(path).catch((error: unknown) => {
      throw damaged(path, error)
    })
    if (hashOf(bytes) !== stored?.sha256) throw damaged(path)
    return bytes
  }

  return {
    id,
    folder,
    manifest,
    pageLines,
    pages: () => pageLines.map(parsePage),
    async readPage(page) {
      const files = pageFiles(page)
      const read = (file: string, stored: StoredFile) => readChecked(join(pagesFolder(out), file), stored)
      const [htmlBytes, brBytes] = await Promise.all([read(files.html, page.html), read(files.br, page.br)])
      return { html: htmlBytes, br: brBytes }
    },
    readFile: (file) => readChecked(join(folder, file), manifest.files[file]),
    pathOf: (file) => join(folder, file),
  }
}

/** Whether the folder of the build `id` stands whole and undamaged; its pages are not looked at. */
export async function isWhole(out: string, id: string): Promise<boolean> {
  try {
    const build = await openBuild(out, id)
    for (const file of Object.keys(build.manifest.files)) await build.readFile(file)
    return true
  } catch {
    return false
  }
}

/** The bytes of a manifest, which are those that its id stands for. */
async function readManifest(folder: string, id: string): Promise<Buffer> {
  const file = manifestFile(folder)
  const bytes = await readFile(file).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw new EnddelError('E_NO_OUTPUT', `${file} is missing`, { hint: 'run `enddel build` first' })
  })
  if (buildIdOf(bytes) !== id) throw damaged(file)
  return bytes
}

function damaged(path: string, cause?: unknown): EnddelError {
  return new EnddelError('E_DAMAGED', `${path}: is not what the build wrote`, {
    hint: 'run `enddel build --force`',
    cause,
  })
}
