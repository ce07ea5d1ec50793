import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { EnddelError, errnoOf, messageOf } from '../core/errors.ts'
import { makeCurrent, readCurrent } from './current.ts'
import { fileNameOf } from './file-name.ts'
import { buildFolder, buildsFolder, lockFile, manifestFile, pagesFolder } from './layout.ts'
import { withLock } from './lock.ts'
import {
  buildIdOf,
  describeFile,
  encodeManifest,
  parseManifest,
  type Manifest,
  type ManifestPage,
  type StoredFile,
} from './manifest.ts'
import { isWhole } from './read.ts'
import { syncFolder, writeDurably } from './write-file.ts'

/** A page as the writer needs it. */
export interface FinishedPage extends Omit<ManifestPage, 'file' | 'html' | 'br'> {
  html: Uint8Array
  br: Uint8Array
}

export interface BuildWriter {
  /** Where the build grows; other tools may write into it before {@link BuildWriter.adopt}. */
  folder: string
  writePage(page: FinishedPage): Promise<ManifestPage>
  writeFile(file: string, bytes: Uint8Array | string): Promise<void>
  /** Takes what another tool wrote below `subfolder` into the manifest. */
  adopt(subfolder: string): Promise<void>
  /** Writes the manifest and gives the build its place; with `publish` it becomes current. Returns its id. */
  finish(manifest: Omit<Manifest, 'files'>, publish: boolean): Promise<string>
  /** Removes what was written; after {@link BuildWriter.finish} it does nothing. */
  abandon(): Promise<void>
}

/** Starts a build in a folder of its own under `out`. Nothing that serves reads from there. */
export async function createBuildWriter(out: string): Promise<BuildWriter> {
  const folder = await makeDraft(out)
  const files: Record<string, StoredFile> = {}
  const madeFolders = new Set<string>()

  async function write(file: string, bytes: Uint8Array | string): Promise<StoredFile> {
    const path = join(folder, file)
    if (!madeFolders.has(dirname(path))) {
      await mkdir(dirname(path), { recursive: true })
      madeFolders.add(dirname(path))
    }
    await writeDurably(path, bytes)
    return describeFile(bytes)
  }

  return {
    folder,
    async writePage({ html, br, ...page }) {
      const file = `${pagesFolder}/${fileNameOf(page.address)}`
      return { ...page, file, html: await write(file, html), br: await write(`${file}.br`, br) }
    },
    async writeFile(file, bytes) {
      files[file] = await write(file, bytes)
    },
    async adopt(subfolder) {
      for (const path of await filesBelow(join(folder, subfolder))) {
        files[relative(folder, path).split(sep).join('/')] = describeFile(await readFile(path))
      }
    },
    async finish(manifest, publish) {
      const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
      const text = encodeManifest({ ...manifest, files: sorted })
      // What cannot be read again must not become current.
      parseManifest(text, manifestFile(folder))
      await writeDurably(manifestFile(folder), text)
      const id = buildIdOf(text)
      // Together: another build must not remove this one between its two renames.
      await withLock(lockFile(out), async () => {
        await settle(folder, out, id)
        if (publish) await makeCurrent(out, id)
        await removeOld(out, id)
      })
      return id
    },
    abandon: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Removes all builds but those that are kept and `id`. */
async function removeOld(out: string, id: string): Promise<void> {
  const current = await readCurrent(out)
  const kept = new Set([id, ...(current ? [current.build, ...current.previous] : [])])
  for (const name of await readdir(buildsFolder(out))) {
    if (!kept.has(name) && !name.startsWith('.'))
      await rm(join(buildsFolder(out), name), { recursive: true, force: true })
  }
}

async function makeDraft(out: string): Promise<string> {
  try {
    await makeFolder(buildsFolder(out))
    await removeLeftovers(buildsFolder(out))
    const draft = await mkdtemp(join(buildsFolder(out), `.draft-${process.pid}-`))
    // mkdtemp makes it for this user alone, but serve may run as another.
    await chmod(draft, 0o777 & ~process.umask())
    return draft
  } catch (error) {
    throw new EnddelError('E_OUT', `${out}: cannot be written: ${messageOf(error)}`, {
      hint: 'name a folder you may write to with --out',
      cause: error,
    })
  }
}

/** Parents first, one by one: node's own recursive mkdir never ends in some folders, such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return
    if (errnoOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    await makeFolder(dirname(folder))
    await mkdir(folder)
  }
}

/** Drafts of builds that were killed. */
async function removeLeftovers(builds: string): Promise<void> {
  for (const name of await readdir(builds)) {
    const pid = /^\.draft-(\d+)-/.exec(name)?.[1]
    if (pid && !isRunning(Number(pid))) await rm(join(builds, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) === 'EPERM'
  }
}

/** Moves a draft to its place. The same build may stand there already: it stays if it is whole. */
async function settle(draft: string, out: string, id: string): Promise<void> {
  const place = buildFolder(out, id)
  if (await isWhole(out, id)) {
    await rm(draft, { recursive: true })
    return
  }
  await rm(place, { recursive: true, force: true })
  await rename(draft, place)
  await syncFolder(dirname(place))
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
