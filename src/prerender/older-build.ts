import { linesOf } from '../core/lines.ts'
import { ReportIndex } from '../content/report-index.ts'
import { EnddelError } from '../core/errors.ts'
import { readCurrent } from '../output/current.ts'
import { contentFiles, inputsFile } from '../output/layout.ts'
import { type Build, openBuild } from '../output/read.ts'
import { openShard } from '../output/shard.ts'
import type { PageInputs } from './build-task.ts'

/** The build before this one, as far as it can be used again. */
export interface OlderBuild {
  build: Build
  /** By address. */
  pages: ReadonlyMap<string, OlderPage>
  index: ReportIndex
  versions: Versions
}

export interface OlderPage {
  /** Of the manifest. */
  line: Buffer
  /** Of the inputs. */
  inputsLine: Buffer
}

/** What pages depend on that all of them share. */
export interface Versions {
  /** Of enddel, and of all else that may write the same otherwise. */
  engine: string
  /** By route: changes whenever the same data might give another page. */
  templates: Readonly<Record<string, string>>
  products: string
  market: string
}

/** What a page was made from, as it stands in `inputs.ndjson`, where lines follow the same order as in the manifest. */
export interface StoredInputs extends PageInputs {
  /** Hash of the template and of all that was read. */
  key: string
  quality: number
}

/** Undefined when there is none, or one that cannot be used: then everything is made anew. */
export async function openOlderBuild(out: string, isForShard = false): Promise<OlderBuild | undefined> {
  try {
    const build = await openBefore(out, isForShard)
    if (!build) return undefined
    const [head, ...inputs] = linesOf(await build.readFile(inputsFile))
    const versions = JSON.parse(head!.toString()) as OlderBuild['versions']
    const pages = new Map<string, OlderPage>()
    for (const [index, inputsLine] of inputs.entries()) {
      pages.set(addressOf(inputsLine), { line: build.pageLines[index]!, inputsLine })
    }
    const index = new ReportIndex(await build.readFile(contentFiles.reports), contentFiles.reports)
    return { build, pages, index, versions }
  } catch (error) {
    if (error instanceof EnddelError) return undefined
    throw error
  }
}

/** A shard is made again from the one before where nothing was ever published. */
async function openBefore(out: string, isForShard: boolean): Promise<Build | undefined> {
  const current = await readCurrent(out)
  if (current) return openBuild(out, current.build)
  return isForShard ? (await openShard(out)).build : undefined
}

/** The first line of `inputs.ndjson`. */
export function encodeVersions({ engine, templates, products, market }: Versions): string {
  return JSON.stringify({ engine, templates, products, market })
}

export function encodeInputs(address: string, { key, data, reads, isFetched, quality }: StoredInputs): string {
  return JSON.stringify([address, key, data, quality, isFetched ? 1 : 0, ...reads])
}

export function parseInputs(line: Buffer): StoredInputs {
  const [, key, data, quality, isFetched, ...reads] = JSON.parse(line.toString()) as [
    string,
    string,
    string,
    number,
    number,
    ...string[],
  ]
  return { key, data, quality, isFetched: isFetched === 1, reads }
}

/** Addresses have no letter that JSON escapes (see output/file-name.ts). */
function addressOf(inputsLine: Buffer): string {
  return inputsLine.toString('latin1', 2, inputsLine.indexOf(34, 2))
}
