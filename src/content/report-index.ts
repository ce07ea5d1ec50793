import { EnddelError } from '../core/errors.ts'
import { linesOf } from '../core/lines.ts'
import { parseJson } from '../core/parse.ts'
import { shortHash } from '../core/short-hash.ts'
import type { StoredReport } from './report.ts'
import type { ReportDate, ReportEntry } from './reports.ts'

/**
 * What a build knows of its reports, newest first: a line with the names of the packs the bodies are in, then a line for
 * each report, `{"id":…,…,"entry":{…}}`. The heads are read at once, the entries when they are asked for; a hundred
 * thousand of them take no more memory than their bytes, which threads may share.
 */
export interface ReportHead {
  id: number
  /** Unique in its source. */
  name: string
  /** In milliseconds since 1970. */
  time: number
  /** Tells it from an earlier state of it. */
  version: string
  /** The same for all but the bodies. */
  entryVersion: string
  /** Hash of the texts it was parsed from. */
  sources: string
  /** Where its bodies are: the number of the pack, and the place in it. */
  pack: number
  at: number
  length: number
}

export interface ReportRow {
  head: ReportHead
  /** JSON of a {@link ReportEntry}. */
  entry: Uint8Array
}

export class ReportIndex {
  readonly packs: readonly string[]
  readonly heads: readonly ReportHead[]
  readonly #entries: Buffer[] = []
  readonly #positions = new Map<number, number>()

  /** The bytes were checked before. Throws an EnddelError that names `place` when they are not an index all the same. */
  constructor(bytes: Buffer, place: string) {
    const [first, ...lines] = linesOf(bytes)
    this.packs = first ? (parseJson(first.toString(), place) as string[]) : []
    const heads: ReportHead[] = []
    for (const line of lines) {
      const split = line.indexOf(entryMark)
      if (split < 0) throw new EnddelError('E_DAMAGED', `${place}: line ${heads.length + 2} has no entry`)
      const head = parseJson(`${line.toString('utf8', 0, split)}}`, place) as ReportHead
      this.#positions.set(head.id, heads.length)
      heads.push(head)
      this.#entries.push(line.subarray(split + entryMark.length, -1))
    }
    this.heads = heads
  }

  get size(): number {
    return this.heads.length
  }

  /** From 0, newest first. */
  entryAt(position: number): ReportEntry {
    return JSON.parse(this.entryBytes(position).toString()) as ReportEntry
  }

  dateAt(position: number): ReportDate {
    const { id, time } = this.heads[position]!
    return { id, time }
  }

  entryBytes(position: number): Buffer {
    return this.#entries[position]!
  }

  positionOf(id: number): number | undefined {
    return this.#positions.get(id)
  }
}

/** The same bytes for the same reports, in whatever order they come. */
export function encodeIndex(packs: readonly string[], rows: readonly ReportRow[]): Buffer {
  const sorted = [...rows].sort(({ head: a }, { head: b }) => b.time - a.time || b.id - a.id)
  const lines: Uint8Array[] = [Buffer.from(`${JSON.stringify(packs)}\n`)]
  for (const { head, entry } of sorted) lines.push(Buffer.from(encodeHead(head)), entry, lineEnd)
  return Buffer.concat(lines)
}

/** Versions of a report, and the bytes of its entry and bodies. */
export function encodeReport({ facts, texts }: StoredReport): {
  version: string
  entryVersion: string
  entry: string
  bodies: Buffer
} {
  const withoutBodies = Object.entries(texts).map(([lang, { body: _, ...text }]) => [lang, text] as const)
  const entry: ReportEntry = { facts, texts: Object.fromEntries(withoutBodies) }
  const bodies = Object.fromEntries(Object.entries(texts).map(([lang, { body }]) => [lang, body]))
  const [entryText, bodiesText] = [JSON.stringify(entry), `${JSON.stringify(bodies)}\n`]
  return {
    version: shortHash(entryText + bodiesText),
    entryVersion: shortHash(entryText),
    entry: entryText,
    bodies: Buffer.from(bodiesText),
  }
}

const entryMark = ',"entry":'
const lineEnd = Buffer.from('}\n')

/** In one order of fields, whoever made it. */
function encodeHead({ id, name, time, version, entryVersion, sources, pack, at, length }: ReportHead): string {
  return JSON.stringify({ id, name, time, version, entryVersion, sources, pack, at, length }).slice(0, -1) + entryMark
}
