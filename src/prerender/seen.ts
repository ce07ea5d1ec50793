import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { shortHash } from '../core/short-hash.ts'
import type { ReportProblem } from '../content/report-source.ts'
import { fileStamp } from '../core/file-stamp.ts'
import { seenFile } from '../output/layout.ts'
import { replaceFile } from '../output/write-file.ts'
import type { SiteFiles } from './site-files.ts'

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
  /** A loader fetched something, so that every build has to. */
  isFetching: boolean
  /** How many files there may be that no kept build needs. */
  unused: number
  totals: BuildTotals
}

/** Equal stamps mean equal content. */
export type SeenFile = [stamp: string, hash: string]

export interface BuildTotals {
  pages: number
  htmlBytes: number
  brBytes: number
}

/** Undefined when there is nothing, or nothing that can be read: all is looked at then. */
export async function readSeen(out: string): Promise<Seen | undefined> {
  try {
    const { format, ...seen } = JSON.parse(await readFile(seenFile(out), 'utf8')) as Seen & { format: unknown }
    return format === seenFormat ? seen : undefined
  } catch {
    return undefined
  }
}

export async function writeSeen(out: string, seen: Seen): Promise<void> {
  await replaceFile(seenFile(out), JSON.stringify({ format: seenFormat, ...seen }))
}

const seenFormat = 1

/** The hash of a file, which is read only when its stamp is another; empty for one that is not there. */
export function lookAt(path: string, known: SeenFile | undefined): SeenFile {
  const stamp = fileStamp(path)
  if (stamp === undefined) return ['', '']
  return known?.[0] === stamp ? known : [stamp, shortHash(readFileSync(path))]
}
