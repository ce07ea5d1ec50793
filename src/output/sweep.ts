import { readdirSync, rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { errnoOf } from '../core/errors.ts'
import { readCurrent } from './current.ts'
import { pageFiles } from './file-name.ts'
import { buildsFolder, lockFile, packsFolder, pagesFolder } from './layout.ts'
import { withLock } from './lock.ts'
import { parsePage } from './manifest.ts'
import { openBuild } from './read.ts'
import { openShard } from './shard.ts'

/**
 * Removes the files of pages and reports that no kept build needs, nor a shard; returns how many. While another build grows, whose files
 * nothing speaks of yet, it removes none, and returns undefined.
 */
export function sweep(out: string): Promise<number | undefined> {
  return withLock(lockFile(out), async () => {
    const builds = await readdir(buildsFolder(out))
    if (builds.some((name) => name.startsWith('.'))) return undefined
    const needed = await neededFiles(out)
    return removeOthers(pagesFolder(out), needed.pages) + removeOthers(packsFolder(out), needed.packs)
  })
}

async function neededFiles(out: string): Promise<{ pages: Set<string>; packs: Set<string> }> {
  const [pages, packs] = [new Set<string>(), new Set<string>()]
  const current = await readCurrent(out)
  const kept = current ? [current.build, ...current.previous].map((id) => () => openBuild(out, id)) : []
  for (const open of [...kept, async () => (await openShard(out)).build]) {
    // One that cannot be read is not served either.
    const build = await open().catch(() => undefined)
    for (const line of build?.pageLines ?? []) {
      const { address, html, br } = parsePage(line)
      const files = pageFiles(address, html.sha256, br.sha256)
      pages.add(files.html).add(files.br)
    }
    for (const pack of build?.manifest.packs ?? []) packs.add(pack)
  }
  return { pages, packs }
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
