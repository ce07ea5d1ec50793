import { readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { readCurrent } from './current.ts'
import { fileNamesOf } from './file-name.ts'
import { packsFolder, pagesFolder, untidyFile } from './layout.ts'
import { parsePage } from './manifest.ts'
import { openBuild } from './read.ts'
import { openShard } from './shard.ts'

/** Removes the files of pages and reports that no kept build needs, nor a shard, for who holds `out`; returns how many. */
export async function sweep(out: string): Promise<number> {
  const needed = await neededFiles(out)
  const removed = removeOthers(pagesFolder(out), needed.pages) + removeOthers(packsFolder(out), needed.packs)
  await rm(untidyFile(out), { force: true })
  return removed
}

async function neededFiles(out: string): Promise<{ pages: Set<string>; packs: Set<string> }> {
  const [pages, packs] = [new Set<string>(), new Set<string>()]
  const current = await readCurrent(out)
  const kept = current ? [current.build, ...current.previous].map((id) => () => openBuild(out, id)) : []
  for (const open of [...kept, async () => (await openShard(out)).build]) {
    const build = await open().catch(ofUnreadable)
    for (const line of build?.pageLines ?? []) {
      for (const file of fileNamesOf(parsePage(line))) pages.add(file)
    }
    for (const pack of build?.manifest.packs ?? []) packs.add(pack)
  }
  return { pages, packs }
}

/** One that is damaged is not served either. What cannot be read for another reason may be read the next time. */
function ofUnreadable(error: unknown): undefined {
  if (!(error instanceof EnddelError)) throw error
}

function removeOthers(folder: string, needed: ReadonlySet<string>): number {
  let removed = 0
  for (const path of filesBelow(folder)) {
    if (needed.has(relative(folder, path).split(sep).join('/'))) continue
    rmSync(path, { force: true })
    removed++
  }
  return removed
}

function* filesBelow(folder: string): Generator<string> {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) yield* filesBelow(path)
      else yield path
    }
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}
