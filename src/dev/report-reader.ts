import { rm, readFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createFolderSource } from '../content/folder-source.ts'
import type { ReportListing, ReportProblem } from '../content/report-source.ts'
import { readIndex, type ReportIndex } from '../content/report-index.ts'
import { createSnapshot, readPartLater, type Snapshot } from '../content/snapshot.ts'
import type { Running } from '../core/lifecycle.ts'
import { shortHash } from '../core/short-hash.ts'
import { packsFolder } from '../output/layout.ts'
import { replaceFile } from '../output/write-file.ts'
import type { BuildThreads } from '../prerender/build-threads.ts'
import type { GatheredReports, ReportsBefore } from '../prerender/gather-reports.ts'
import { engineVersion, hasSameReports } from '../prerender/look-around.ts'

export interface ReportsRead {
  reports: Snapshot
  /** The same version means the same reports. */
  version: string
  problems: readonly ReportProblem[]
}

export interface ReportReader extends Running {
  read(): Promise<ReportsRead>
}

/** So many are parsed here sooner than a thread has started. */
const few = 64

/**
 * The reports of a folder, read again whenever it is asked for. Only those that have changed are parsed; what was parsed is
 * kept in `cacheFolder`, also for the next time the command is started.
 */
export function createReportReader(reportsFolder: string, cacheFolder: string, threads: number): ReportReader {
  const source = createFolderSource(reportsFolder)
  let before: KeptReports | undefined
  let isFirst = true
  /** Packs of the state before, from which somebody may still read. */
  let leaving: readonly string[] = []

  let saving = Promise.resolve()
  let pool: BuildThreads | undefined
  let isClosed = false

  function refuseClosed(): void {
    if (isClosed) throw new Error('the reports are read no more')
  }

  async function gather(listing: ReportListing): Promise<GatheredReports> {
    // Not before it is needed: what parses reports takes longer to be loaded than all else here.
    const { gatherReports } = await import('../prerender/gather-reports.ts')
    const { writePack } = await import('../content/report-packs.ts')
    const parts = { source, listing, older: before && { ...before, index: before.reports.index } }
    if (countChanged(listing, before) <= few)
      return gatherReports({ ...parts, pack: async (drafts) => writePack(packsFolder(cacheFolder), drafts), lanes: 1 })
    const { startBuildThreads } = await import('../prerender/build-threads.ts')
    const { pack, close } = (pool = startBuildThreads({ out: cacheFolder }, threads))
    const packUntilClosed: typeof pack = async (drafts) => {
      refuseClosed()
      return pack(drafts)
    }
    return gatherReports({ ...parts, pack: packUntilClosed, lanes: threads * 2 }).finally(close)
  }

  async function read(): Promise<ReportsRead> {
    refuseClosed()
    if (isFirst) before = await readKept(cacheFolder)
    isFirst = false
    const listing = await source.list()
    if (before && hasSameReports({ reports: before.seen }, listing)) return before
    const { index, problems, seen, packs } = await gather(listing)
    const used = new Set(packs)
    await Promise.all(leaving.filter((name) => !used.has(name)).map((name) => removePack(cacheFolder, name)))
    leaving = (before?.packs ?? []).filter((name) => !used.has(name))
    const now = { ...readingOf(index, cacheFolder), packs, problems, seen }
    before = now
    // Nobody waits for the next time the command is started.
    saving = saving.then(() => keep(cacheFolder, now)).catch(() => {})
    return now
  }

  return {
    read,
    async close() {
      isClosed = true
      await pool?.close()
      await saving
    },
  }
}

function readingOf(index: ReportIndex, folder: string): Pick<ReportsRead, 'reports' | 'version'> {
  const version = shortHash([...index.versions()].join('\n'))
  return { reports: createSnapshot(index, packsFolder(folder), readPartLater), version }
}

interface KeptReports extends ReportsRead {
  packs: readonly string[]
  seen: ReportsBefore['seen']
}

function countChanged({ drafts }: ReportListing, before: KeptReports | undefined): number {
  if (!before) return drafts.length
  const { seen } = before
  return drafts.filter(({ slug, stamp }) => !Object.hasOwn(seen, slug) || seen[slug]![0] !== stamp).length
}

const lineEnd = Buffer.from('\n')

const indexFile = (folder: string) => join(folder, 'reports.ndjson')
const factsFile = (folder: string) => join(folder, 'reports.json')

interface Facts extends Pick<KeptReports, 'packs' | 'problems' | 'seen'> {
  engine: string
}

/** Undefined when there is nothing that can be used. What no index names is left of a process that was killed. */
async function readKept(folder: string): Promise<KeptReports | undefined> {
  try {
    const { engine, packs, problems, seen } = JSON.parse(await readFile(factsFile(folder), 'utf8')) as Facts
    if (engine !== (await engineVersion({ siteUrl: '' }))) return undefined
    const index = readIndex(await readFile(indexFile(folder)), indexFile(folder))
    const there = new Set(readdirSync(packsFolder(folder)))
    if (!packs.every((name) => there.has(name))) return undefined
    for (const name of packs) there.delete(name)
    await Promise.all([...there].map((name) => removePack(folder, name)))
    return { ...readingOf(index, folder), packs, problems, seen }
  } catch {
    return undefined
  }
}

async function keep(folder: string, { reports: { index }, packs, problems, seen }: KeptReports): Promise<void> {
  const engine = await engineVersion({ siteUrl: '' })
  const lines = Array.from({ length: index.size }, (_, position) => index.lineAt(position))
  // A process that ends in between leaves facts of another index: older stamps, so that more is parsed than need be.
  await replaceFile(indexFile(folder), Buffer.concat(lines.flatMap((line) => [line, lineEnd])))
  await replaceFile(factsFile(folder), JSON.stringify({ engine, packs, problems, seen }))
}

function removePack(folder: string, name: string): Promise<void> {
  return rm(join(packsFolder(folder), name), { force: true })
}
