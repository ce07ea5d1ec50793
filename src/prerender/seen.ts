import { readFileSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { shortHash } from '../core/short-hash.ts'
import { Lines } from '../core/lines.ts'
import type { ReportProblem } from '../content/report-source.ts'
import { fileStamp } from '../core/file-stamp.ts'
import { seenFile } from '../output/layout.ts'
import { openLineFile } from '../output/line-file.ts'
import type { SiteFiles } from './site-files.ts'
import type { BuildTotals } from './totals.ts'

/** What a build looked at, with enough of each to tell cheaply whether it has changed since. Good on one machine only. */
export interface Seen {
  /** The build it led to. */
  build: string
  /** Hash of the engine and of the options that decide about the result. */
  options: string
  site: SiteFiles
  products: SeenFile
  market: SeenFile
  popular: SeenFile
  /** By the report's name. */
  reports: Record<string, SeenFile>
  problems: ReportProblem[]
  /** A loader fetched something, or a PDF file could not be made, so that every build has to try. */
  isFetching: boolean
  /** How many files there may be that no kept build needs. */
  unused: number
  totals: BuildTotals
}

/** Equal stamps mean equal content. */
export type SeenFile = [stamp: string, hash: string]

/** Undefined when there is nothing, or nothing that can be read: all is looked at then. */
export async function readSeen(out: string): Promise<Seen | undefined> {
  try {
    const lines = new Lines(await readFile(seenFile(out)))
    const { format, ...facts } = JSON.parse(String(lines.at(0))) as Omit<Seen, 'reports'> & { format: unknown }
    if (format !== seenFormat) return undefined
    const reports: Seen['reports'] = Object.create(null)
    for (let number = 1; number < lines.length; number++) {
      const [name, ...seen] = JSON.parse(String(lines.at(number))) as [string, ...SeenFile]
      reports[name] = seen
    }
    return { ...facts, reports }
  } catch {
    return undefined
  }
}

/** A line for each report: there may be very many. */
export async function writeSeen(out: string, { reports, ...facts }: Seen): Promise<void> {
  const draft = `${seenFile(out)}.${process.pid}.tmp`
  const lines = openLineFile(draft, () => {})
  try {
    lines.append(JSON.stringify({ format: seenFormat, ...facts }))
    for (const name in reports) lines.append(JSON.stringify([name, ...reports[name]!]))
    lines.close()
    await rename(draft, seenFile(out))
  } catch (error) {
    lines.abandon()
    await rm(draft, { force: true })
    throw error
  }
}

const seenFormat = 3

/** The hash of a file, which is read only when its stamp is another; empty for one that is not there. */
export function lookAt(path: string, known: SeenFile | undefined): SeenFile {
  const stamp = fileStamp(path)
  if (stamp === undefined) return ['', '']
  return known?.[0] === stamp ? known : [stamp, shortHash(readFileSync(path))]
}
