/** `enddel merge`: the shards of a build in, the build that one machine alone would have made out. */
import { relative } from 'node:path'
import type { ReportProblem } from '../content/report-source.ts'
import { holdOut } from '../output/hold-out.ts'
import { buildFolder, inputsFile, pagesFile, planFile } from '../output/layout.ts'
import { sweep } from '../output/sweep.ts'
import { fewFiles, syncFiles } from '../output/sync-files.ts'
import { type BuildWriter, createBuildWriter } from '../output/write.ts'
import { openShards, type OpenShard, readingShard } from './open-shards.ts'
import { takePacks, takePages } from './take-pages.ts'
import type { BuildTotals } from './totals.ts'

export interface MergeSummary extends BuildTotals {
  id: string
  folder: string
  shards: number
  /** Reports that are left out, or as they were before. */
  problems: ReportProblem[]
}

/**
 * Publishes in `out` what the shards in `folders` make together. Throws an E_SHARD, with the current build as it was, when
 * they are not all the shards of one input, each of them whole.
 */
export function mergeShards(folders: readonly string[], out: string): Promise<MergeSummary> {
  return holdOut(out, {}, () => merge(folders, out))
}

async function merge(folders: readonly string[], out: string): Promise<MergeSummary> {
  const shards = await openShards(folders)
  const [first] = shards as [OpenShard, ...OpenShard[]]
  const writer = await createBuildWriter(out)
  try {
    const { totals, files } = await takePages(shards, out, writer)
    const written = [...files, ...takePacks(first, out)]
    await syncFiles(out, written, written.length > fewFiles)

    const { files: _, ...head } = first.build.manifest
    await readingShard(first, () => copyRest(writer, first))
    const id = await writer.finish(head, true)

    await sweep(out)
    const folder = relative('', buildFolder(out, id))
    return { ...totals, id, folder, shards: shards.length, problems: head.problems }
  } catch (error) {
    await writer.abandon()
    throw error
  }
}

/** Bundle, public files and content, which are the same in all shards. */
async function copyRest(writer: BuildWriter, { build }: OpenShard): Promise<void> {
  for (const file of Object.keys(build.manifest.files)) {
    if (file !== pagesFile && file !== inputsFile && file !== planFile)
      await writer.writeFile(file, await build.readFile(file))
  }
}
