import type { Stats } from 'node:fs'
import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ifThere } from './if-there.ts'
import { draftSuffix } from './put-file.ts'

interface EntryFile {
  file: string
  endsAt: number
  diskBytes: number
}

/**
 * Removes from the folder of a disk tier what is of no use: other builds, entries whose life is over, and drafts nobody
 * finished; then the entries nearest to their end until the rest fits. No file is opened: the time of modification is the
 * end of the entry's life. Other processes may read, write and sweep meanwhile.
 */
export async function sweepDisk(
  folder: string,
  keptBuilds: ReadonlySet<string>,
  maxBytes: number,
  now: number,
): Promise<void> {
  const living: EntryFile[] = []
  for (const build of await foldersIn(folder)) {
    if (keptBuilds.has(build)) living.push(...(await sweepBuild(join(folder, build), now)))
    else await rm(join(folder, build), { recursive: true, force: true })
  }
  let total = living.reduce((sum, { diskBytes }) => sum + diskBytes, 0)
  living.sort((a, b) => a.endsAt - b.endsAt)
  for (const { file, diskBytes } of living) {
    if (total <= maxBytes) return
    await rm(file, { force: true })
    total -= diskBytes
  }
}

/** What is left of a build. */
async function sweepBuild(folder: string, now: number): Promise<EntryFile[]> {
  const living: EntryFile[] = []
  for (const shard of await foldersIn(folder)) {
    for (const name of (await ifThere(readdir(join(folder, shard)))) ?? []) {
      const file = join(folder, shard, name)
      const stats = await ifThere(lstat(file))
      if (!stats) continue
      const isDraft = name.endsWith(draftSuffix)
      if (isDraft ? isLeft(stats, now) : stats.mtimeMs <= now) await rm(file, { force: true })
      else if (!isDraft) living.push({ file, endsAt: stats.mtimeMs, diskBytes: diskBytesOf(stats) })
    }
  }
  return living
}

/** A draft may bear the end of its entry's life already, so its age is taken from its last change of any kind. */
function isLeft({ ctimeMs }: Stats, now: number): boolean {
  return ctimeMs < now - longestWriteMs
}

const longestWriteMs = 60_000

/** Disks give files room in blocks, so many small ones take more than their sizes say. */
function diskBytesOf({ size }: Stats): number {
  return Math.ceil(size / blockBytes) * blockBytes
}

const blockBytes = 4096

async function foldersIn(folder: string): Promise<string[]> {
  const all = (await ifThere(readdir(folder, { withFileTypes: true }))) ?? []
  return all.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}
