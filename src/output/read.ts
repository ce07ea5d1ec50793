import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Lines } from '../core/lines.ts'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { pageFiles } from './file-name.ts'
import { buildFolder, manifestFile, pagesFile, pagesFolder } from './layout.ts'
import {
  buildIdOf,
  hashOf,
  type Manifest,
  type ManifestPage,
  parseManifest,
  parsePage,
  type StoredFile,
} from './manifest.ts'

/** A build on the disk. Every read is checked against the manifest; a file that does not agree is an E_DAMAGED. */
export interface Build {
  id: string
  folder: string
  manifest: Manifest
  pageLines: Lines
  pages(): ManifestPage[]
  readPage(page: ManifestPage): Promise<{ html: Buffer; br: Buffer | undefined }>
  readFile(file: string): Promise<Buffer>
  pathOf(file: string): string
}

export function openBuild(out: string, id: string): Promise<Build> {
  return openBuildAt(buildFolder(out, id), out, id)
}

/** The build `id` that stands in `folder`; its pages and packs are those in `out`. */
export async function openBuildAt(folder: string, out: string, id: string): Promise<Build> {
  const manifest = await readManifest(folder, id)

  async function readChecked(path: string, stored: StoredFile | undefined): Promise<Buffer> {
    const bytes = await readFile(path).catch((error: unknown) => {
      throw damaged(path, error)
    })
    if (hashOf(bytes) !== stored?.sha256) throw damaged(path)
    return bytes
  }

  const readOwn = (file: string) => readChecked(join(folder, file), manifest.files[file])
  const pageLines = new Lines(await readOwn(pagesFile))

  return {
    id,
    folder,
    manifest,
    pageLines,
    pages: () => Array.from(pageLines, parsePage),
    async readPage(page) {
      const files = pageFiles(page)
      const read = (file: string, stored: StoredFile | undefined) => readChecked(join(pagesFolder(out), file), stored)
      const reading = files.br === undefined ? undefined : read(files.br, page.br)
      const [html, br] = await Promise.all([read(files.html, page.html), reading])
      return { html, br }
    },
    readFile: readOwn,
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

/** The manifest in a build's folder, which is the one that `id` stands for. */
export async function readManifest(folder: string, id: string): Promise<Manifest> {
  const file = manifestFile(folder)
  const bytes = await readFile(file).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw new EnddelError('E_NO_OUTPUT', `${file} is missing`, { hint: 'run `enddel build` first' })
  })
  if (buildIdOf(bytes) !== id) throw damaged(file)
  return parseManifest(bytes, file)
}

export function damaged(path: string, cause?: unknown): EnddelError {
  return new EnddelError('E_DAMAGED', `${path}: is not what the build wrote`, {
    hint: 'run `enddel build --force`',
    cause,
  })
}
