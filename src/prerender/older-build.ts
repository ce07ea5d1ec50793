import { Lines } from '../core/lines.ts'
import { readIndex, type ReportIndex } from '../content/report-index.ts'
import { EnddelError } from '../core/errors.ts'
import { readCurrent } from '../output/current.ts'
import { contentFiles, inputsFile } from '../output/layout.ts'
import { type Build, openBuild } from '../output/read.ts'
import { openShard } from '../output/shard.ts'
import type { PageInputs } from './build-task.ts'

/** The build before this one, as far as it can be used again. */
export interface OlderBuild {
  build: Build
  pages: OlderPages
  index: ReportIndex
  versions: Versions
}

export interface OlderPages {
  readonly size: number
  has(address: string): boolean
  /** Quick for those who ask in the order of the build before. */
  find(address: string): OlderPage | undefined
}

export interface OlderPage {
  /** Of the file of pages. */
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
    const inputs = new Lines(await build.readFile(inputsFile))
    const versions = JSON.parse(inputs.at(0)!.toString()) as OlderBuild['versions']
    const index = readIndex(await build.readFile(contentFiles.reports), contentFiles.reports)
    return { build, pages: olderPages(build.pageLines, inputs), index, versions }
  } catch (error) {
    if (error instanceof EnddelError) return undefined
    throw error
  }
}

/** The first line of the inputs is not of a page. */
function olderPages(lines: Lines, inputs: Lines): OlderPages {
  let next = 0
  let numbers: Map<string, number> | undefined
  const addressAt = (number: number) => addressOf(inputs.at(number + 1)!)
  const isAt = (number: number, address: string) => number < lines.length && addressAt(number) === address

  function numberOf(address: string): number | undefined {
    if (isAt(next, address)) return next
    // Gone through once more.
    if (isAt(0, address)) return 0
    numbers ??= new Map(Array.from({ length: lines.length }, (_, number) => [addressAt(number), number]))
    return numbers.get(address)
  }

  return {
    size: lines.length,
    has: (address) => numberOf(address) !== undefined,
    find(address) {
      const number = numberOf(address)
      if (number === undefined) return undefined
      next = number + 1
      return { line: lines.at(number)!, inputsLine: inputs.at(number + 1)! }
    },
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
