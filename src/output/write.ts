import { existsSync } from 'node:fs'
import { chmod, link, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { errnoOf } from '../core/errors.ts'
import { unwritable } from '../core/unwritable.ts'
import { makeCurrent, readCurrent } from './current.ts'
import {
  buildFolder,
  buildsFolder,
  currentFile,
  manifestFile,
  seenFile,
  shardFile,
  shardFolder,
  untidyFile,
} from './layout.ts'
import { type LineFile, openLineFile } from './line-file.ts'
import { makeFolder } from './make-folder.ts'
import { buildIdOf, describeFile, encodeManifest, type Manifest, type StoredFile } from './manifest.ts'
import { type Build, isWhole } from './read.ts'
import { encodeShard, type ShardFacts } from './shard.ts'
import { sweep } from './sweep.ts'
import { fewFiles, syncFiles } from './sync-files.ts'
import { syncFolder, writeDurably } from './write-file.ts'

export interface BuildWriter {
  /** Where the build grows; other tools may write into it before {@link BuildWriter.adopt}. */
  folder: string
  writeFile(file: string, bytes: Uint8Array | string): Promise<void>
  /** A file that is written line by line; it is one of the build when it is closed. */
  openLines(file: string): Promise<LineFile>
  /** Takes what another tool wrote below `subfolder` into the manifest. */
  adopt(subfolder: string): Promise<void>
  /** Takes the files below `subfolder` from an older build, as they are. Throws an E_DAMAGED when they are not what it wrote. */
  carry(older: Build, subfolder: string): Promise<void>
  /** The same for one file. */
  keep(older: Build, file: string): Promise<void>
  /** Writes the manifest and gives the build its place; with `publish` it becomes current. Returns its id. */
  finish(manifest: Omit<Manifest, 'files'>, publish: boolean): Promise<string>
  /** Writes the manifest and leaves all of it as the shard of `out`, in place of the one before. Returns its id. */
  finishShard(manifest: Omit<Manifest, 'files'>, facts: ShardFacts): Promise<string>
  /** Removes what was written, here and beside; once it is finished, it does nothing. */
  abandon(): Promise<void>
}

/** Starts a build in a folder of its own under `out`, for who holds that (hold-out.ts). Nothing that serves reads from there. */
export async function createBuildWriter(out: string): Promise<BuildWriter> {
  const folder = await makeDraft(out)
  const files: Record<string, StoredFile> = {}
  const lineFiles: LineFile[] = []
  let isFinished = false

  return {
    folder,
    async writeFile(file, bytes) {
      const path = join(folder, file)
      await mkdir(dirname(path), { recursive: true })
      await writeDurably(path, bytes)
      files[file] = describeFile(bytes)
    },
    async openLines(file) {
      const path = join(folder, file)
      await mkdir(dirname(path), { recursive: true })
      const lines = openLineFile(path, (stored) => (files[file] = stored))
      lineFiles.push(lines)
      return lines
    },
    async adopt(subfolder) {
      const paths = await filesBelow(join(folder, subfolder))
      await syncFiles(out, paths, paths.length > fewFiles)
      for (const path of paths) {
        files[relative(folder, path).split(sep).join('/')] = describeFile(await readFile(path))
      }
    },
    async carry(older, subfolder) {
      for (const file of Object.keys(older.manifest.files)) {
        if (file.startsWith(`${subfolder}/`)) files[file] = await linkFile(older, file, folder)
      }
    },
    async keep(older, file) {
      files[file] = await linkFile(older, file, folder)
    },
    async finish(manifest, publish) {
      const id = await writeManifest(folder, manifest, files)
      await settle(folder, out, id)
      if (publish) await makeCurrent(out, id)
      isFinished = true
      await removeOld(out, id)
      return id
    },
    async finishShard(manifest, facts) {
      const id = await writeManifest(folder, manifest, files)
      await writeDurably(shardFile(folder), encodeShard(facts, id))
      await giveFolder(folder, shardFolder(out))
      isFinished = true
      return id
    },
    async abandon() {
      for (const lines of lineFiles) lines.abandon()
      // What cannot be removed now, the next build removes; what has gone wrong before is what there is to tell.
      if (!isFinished) await removeLeft(out).catch(() => {})
    },
  }
}

async function linkFile(older: Build, file: string, folder: string): Promise<StoredFile> {
  const bytes = await older.readFile(file)
  const path = join(folder, file)
  await mkdir(dirname(path), { recursive: true })
  await link(older.pathOf(file), path).catch(() => writeDurably(path, bytes))
  return older.manifest.files[file]!
}

/** Returns the id it gives the build. */
async function writeManifest(
  folder: string,
  manifest: Omit<Manifest, 'files'>,
  files: Record<string, StoredFile>,
): Promise<string> {
  const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
  const text = encodeManifest({ ...manifest, files: sorted })
  await writeDurably(manifestFile(folder), text)
  return buildIdOf(text)
}

/** Removes all builds but those that are kept and `id`. */
async function removeOld(out: string, id: string): Promise<void> {
  const kept = await keptIn(out)
  for (const name of await readdir(buildsFolder(out))) {
    if (name !== id && !kept.has(name)) await rm(join(buildsFolder(out), name), { recursive: true, force: true })
  }
}

async function keptIn(out: string): Promise<Set<string>> {
  const current = await readCurrent(out)
  return new Set(current && [current.build, ...current.previous])
}

async function makeDraft(out: string): Promise<string> {
  try {
    await makeFolder(buildsFolder(out))
    // First, for it may be the room that is needed.
    await removeLeft(out)
    const folder = await mkdtemp(join(buildsFolder(out), '.draft-'))
    // mkdtemp makes it for this user alone, but serve may run as another.
    await chmod(folder, 0o777 & ~process.umask())
    return folder
  } catch (error) {
    throw unwritable(out, error)
  }
}

/**
 * Removes drafts of files that a killed build has left, builds that nobody finished or that failed, and their pages and packs,
 * which stand elsewhere: only the file `untidy` tells of those when this is not brought to its end.
 */
async function removeLeft(out: string): Promise<void> {
  // Only who holds `out` writes these two.
  const drafted = [currentFile(out), seenFile(out)].map((file) => `${basename(file)}.`)
  for (const name of await readdir(out)) {
    const isDraft = name.endsWith('.tmp') && drafted.some((start) => name.startsWith(start))
    if (isDraft) await rm(join(out, name), { force: true })
  }
  const kept = await keptIn(out)
  for (const name of await readdir(buildsFolder(out))) {
    if (kept.has(name)) continue
    await writeFile(untidyFile(out), '').catch(() => {}) // not on a full disk, before something is removed
    await rm(join(buildsFolder(out), name), { recursive: true, force: true })
  }
  if (existsSync(untidyFile(out))) await sweep(out)
}

/** Moves a draft to its place. The same build may stand there already: it stays if it is whole. */
async function settle(draft: string, out: string, id: string): Promise<void> {
  if (await isWhole(out, id)) await rm(draft, { recursive: true })
  else await giveFolder(draft, buildFolder(out, id))
}

async function giveFolder(draft: string, place: string): Promise<void> {
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
