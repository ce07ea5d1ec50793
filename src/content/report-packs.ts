/** Writes packs (pack-file.ts): parses what goes into them. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf } from '../core/errors.ts'
import { storeFile } from '../core/store-file.ts'
import { packName, readPack } from './pack-file.ts'
import { parseReport } from './parse-report.ts'
import { encodeReport, type ReportHead } from './report-index.ts'
import { problemOf, type RawReport, type RawText, type ReportProblem } from './report-source.ts'

/** A report that is to be in a pack. */
export interface PackedDraft {
  name: string
  /** To be parsed; undefined when it is as it was. */
  raw: RawReport | undefined
  /** Its state before: stays when the texts are the same after all, and when what came since cannot be shown. */
  kept: KeptReport | undefined
}

export interface KeptReport {
  /** Name of the pack. */
  pack: string
  at: number
  length: number
  /** Hash of the texts it was parsed from. */
  sources: string
}

export type PackedReport = {
  name: string
  /** Undefined when it was not looked at. */
  sources: string | undefined
  problem: ReportProblem | undefined
} & (
  | { kind: 'new'; head: Omit<ReportHead, 'pack'>; entry: string }
  | { kind: 'kept'; at: number }
  | { kind: 'none' }
  /** The pack it was to be kept of is not what it was. */
  | { kind: 'lost' }
)

export interface Pack {
  /** Undefined when nothing is in it, and when one of its reports is lost. */
  name: string | undefined
  reports: PackedReport[]
}

/** Writes a pack below `folder`. */
export async function writePack(folder: string, drafts: readonly PackedDraft[]): Promise<Pack> {
  const readKept = keptReader(folder)
  const chunks: Uint8Array[] = []
  let length = 0
  const append = (bytes: Uint8Array) => {
    chunks.push(bytes)
    length += bytes.byteLength
    return length - bytes.byteLength
  }
  const reports: PackedReport[] = []
  for (const draft of drafts) reports.push(await packOne(draft, readKept, append))
  if (length === 0 || reports.some(({ kind }) => kind === 'lost')) return { name: undefined, reports }
  const bytes = Buffer.concat(chunks)
  const name = packName(bytes)
  storeFile(join(folder, name), bytes)
  return { name, reports }
}

async function packOne(
  { name, raw, kept }: PackedDraft,
  readKept: (kept: KeptReport) => Uint8Array | undefined,
  append: (bytes: Uint8Array) => number,
): Promise<PackedReport> {
  const keep = (sources: string | undefined, problem: ReportProblem | undefined): PackedReport => {
    if (!kept) return { kind: 'none', name, sources, problem }
    const bytes = readKept(kept)
    return bytes
      ? { kind: 'kept', name, sources, problem, at: append(bytes) }
      : { kind: 'lost', name, sources, problem }
  }
  if (!raw) return keep(undefined, undefined)
  const texts = textsOf(raw)
  if (!texts) return { kind: 'none', name, sources: undefined, problem: undefined }
  const sources = sourcesHash(texts)
  if (sources === kept?.sources) return keep(sources, undefined)
  try {
    const report = await parseReport(raw, (part) => texts.get(part)!)
    const { bodies, entry, version, entryVersion } = encodeReport(report)
    const { id, createdAt } = report.facts
    const place = { at: append(bodies), length: bodies.byteLength }
    const head = { id, name, time: Date.parse(createdAt), version, entryVersion, sources, ...place }
    return { kind: 'new', name, sources, problem: undefined, head, entry }
  } catch (error) {
    return keep(sources, problemOf(name, error))
  }
}

/** Undefined when a file is gone since it was listed. */
function textsOf({ texts }: RawReport): Map<RawText, string> | undefined {
  try {
    return new Map(texts.map((part) => [part, part.text ?? readFileSync(part.place, 'utf8')]))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function sourcesHash(texts: ReadonlyMap<RawText, string>): string {
  const whole = createHash('sha256')
  for (const [{ lang }, text] of texts) whole.update(`${lang ?? ''} ${text.length}\n`).update(text)
  return whole.digest('hex').slice(0, 16)
}

/** The packs that something is kept of are read once, and checked. */
function keptReader(folder: string): (kept: KeptReport) => Uint8Array | undefined {
  const packs = new Map<string, Buffer | undefined>()
  return ({ pack, at, length }) => {
    if (!packs.has(pack)) packs.set(pack, readPack(folder, pack))
    return packs.get(pack)?.subarray(at, at + length)
  }
}
