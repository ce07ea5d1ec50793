import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { buildFolder, manifestFile } from './layout.ts'
import { buildIdOf, hashOf, type Manifest, type ManifestPage, parseManifest, type StoredFile } from './manifest.ts'

/** A build on the disk. Every read is checked against the manifest; a file that does not agree is an E_DAMAGED. */
export interface Build {
  id: string
  folder: string
  manifest: Manifest
  readPage(page: ManifestPage): Promise<{ html: Buffer; br: Buffer }>
  readFile(file: string): Promise<Buffer>
  pathOf(file: string): string
}

export async function openBuild(out: string, id: string): Promise<Build> {
  const folder = buildFolder(out, id)
  const text = await readManifest(folder)
  if (buildIdOf(text) !== id) throw damaged(manifestFile(folder))
  const manifest = parseManifest(text, manifestFile(folder))

  async function readChecked(file: string, stored: StoredFile | undefined): Promise<Buffer> {
    const path = join(folder, file)
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
    async readPage({ file, html, br }) {
      const [htmlBytes, brBytes] = await Promise.all([readChecked(file, html), readChecked(`${file}.br`, br)])
      return { html: htmlBytes, br: brBytes }
    },
    readFile: (file) => readChecked(file, manifest.files[file]),
    pathOf: (file) => join(folder, file),
  }
}

/** Whether the build `id` stands whole and undamaged. */
export async function isWhole(out: string, id: string): Promise<boolean> {
  try {
    const build = await openBuild(out, id)
    for (const page of build.manifest.pages) await build.readPage(page)
    for (const file of Object.keys(build.manifest.files)) await build.readFile(file)
    return true
  } catch {
    return false
  }
}

async function readManifest(folder: string): Promise<string> {
  try {
    return await readFile(manifestFile(folder), 'utf8')
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw new EnddelError('E_NO_OUTPUT', `${manifestFile(folder)} is missing`, { hint: 'run `enddel build` first' })
  }
}

function damaged(path: string, cause?: unknown): EnddelError {
  return new EnddelError('E_DAMAGED', `${path}: is not what the build wrote`, {
    hint: 'run `enddel build` again',
    cause,
  })
}
