import { EnddelError } from '../core/errors.ts'
import { parseJson } from '../core/parse.ts'
import { shortHash } from '../core/short-hash.ts'
import { collectLines, lineOf, linesIn, type ReportLine, type ReportLines } from './report-lines.ts'
import type { StoredReport } from './report.ts'
import type { ReportEntry } from './reports.ts'

/**
 * What a build knows of its reports, newest first: a line for each, `{"id":…,…,"entry":{…}}`. Nothing of it is parsed before
 * it is asked for, so that a hundred thousand reports take no more memory than their bytes, which threads share.
 */
export interface ReportHead {
  id: number
  /** In milliseconds since 1970. */
  time: number
  /** Tells it from an earlier state of it. */
  version: string
  /** The same for all but the bodies. */
  entryVersion: string
  /** Hash of the texts it was parsed from. */
  sources: string
  /** Where its bodies are: the name of the pack, and the place in it. */
  pack: string
  at: number
  length: number
  /** Unique in its source. */
  name: string
}

export interface ReportRow {
  head: ReportHead
  /** JSON of a {@link ReportEntry}. */
  entry: string | Uint8Array
}

export class ReportIndex {
  /** May be handed to another thread, for an index there. */
  readonly lines: ReportLines

  constructor(lines: ReportLines) {
    this.lines = lines
  }

  get size(): number {
    return this.lines.byId.length
  }

  /** From 0, newest first. */
  idAt(position: number): number {
    return this.lines.keys[position * 2]!
  }

  /** Of publication, in milliseconds since 1970. */
  timeAt(position: number): number {
    return this.lines.keys[position * 2 + 1]!
  }

  headAt(position: number): ReportHead {
    const line = this.lineAt(position)
    return JSON.parse(`${line.toString('utf8', 0, this.#entryStart(position) - entryMark.length)}}`) as ReportHead
  }

  versionAt(position: number): string {
    return this.#fieldAt(position, /"version":"(\w*)"/)
  }

  entryVersionAt(position: number): string {
    return this.#fieldAt(position, /"entryVersion":"(\w*)"/)
  }

  sourcesAt(position: number): string {
    return this.#fieldAt(position, /"sources":"(\w*)"/)
  }

  entryAt(position: number): ReportEntry {
    return JSON.parse(this.entryBytes(position).toString()) as ReportEntry
  }

  entryBytes(position: number): Buffer {
    return this.lineAt(position).subarray(this.#entryStart(position), -1)
  }

  /** Of all reports, by id, newest first. */
  versions(): Map<number, string> {
    const versions = new Map<number, string>()
    for (let position = 0; position < this.size; position++) versions.set(this.idAt(position), this.versionAt(position))
    return versions
  }

  /** Of the index as a file; without its end. The same for the same reports, in whatever order they came. */
  lineAt(position: number): Buffer {
    const { buffer, byteOffset, length } = lineOf(this.lines, position).bytes
    return Buffer.from(buffer, byteOffset, length)
  }

  positionOf(id: number): number | undefined {
    const { byId } = this.lines
    let [from, to] = [0, byId.length]
    while (from < to) {
      const middle = (from + to) >> 1
      const found = this.idAt(byId[middle]!)
      if (found === id) return byId[middle]
      if (found < id) from = middle + 1
      else to = middle
    }
    return undefined
  }

  /** A field that stands before the name, several times as fast as to parse them all. */
  #fieldAt(position: number, field: RegExp): string {
    return field.exec(this.lineAt(position).toString('latin1', 0, fieldsLength))?.[1] ?? ''
  }

  #entryStart(position: number): number {
    return this.lines.places[position * 4 + 3]!
  }
}

/** The bytes were checked before. Throws an EnddelError that names `place` when they are not an index all the same. */
export function readIndex(bytes: Buffer, place: string): ReportIndex {
  const found: Omit<ReportLine, 'bytes'>[] = []
  const ends: number[] = []
  for (let from = 0; from < bytes.length; from = ends.at(-1)! + 1) {
    const next = bytes.indexOf(10, from)
    ends.push(next < 0 ? bytes.length : next)
    const line = bytes.subarray(from, ends.at(-1))
    const split = line.indexOf(entryMark)
    if (split < 0) throw new EnddelError('E_DAMAGED', `${place}: line ${ends.length} has no entry`)
    found.push({ ...keysOf(line, split, place), entryAt: split + entryMark.length })
  }
  return new ReportIndex(linesIn(bytes, found, ends))
}

/** Without parsing, where the line is as {@link encodeLine} writes it. */
function keysOf(line: Buffer, split: number, place: string): { id: number; time: number } {
  const [, id, time] = /^{"id":(\d+),"time":(-?\d+),/.exec(line.toString('latin1', 0, 60)) ?? []
  if (id && time) return { id: Number(id), time: Number(time) }
  return parseJson(`${line.toString('utf8', 0, split)}}`, place) as ReportHead
}

export interface IndexCollector {
  /** Returns the number of the row. */
  add(row: ReportRow): number
  /** Of another index. */
  copy(index: ReportIndex, position: number): number
  /** The index of the rows with these numbers. */
  finish(numbers: readonly number[]): ReportIndex
}

/** Makes an index of rows that come in any order. */
export function collectIndex(): IndexCollector {
  const lines = collectLines()
  return {
    add: (row) => lines.add(encodeLine(row)),
    copy: ({ lines: from }, position) => lines.add(lineOf(from, position)),
    finish: (numbers) => new ReportIndex(lines.finish(numbers)),
  }
}

/** The index of all these rows. */
export function indexOf(rows: readonly ReportRow[]): ReportIndex {
  const collected = collectIndex()
  return collected.finish(rows.map(collected.add))
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
/** Id, time and versions are within so many bytes. */
const fieldsLength = 160

/** In one order of fields, whoever made it. */
function encodeLine({ head, entry }: ReportRow): ReportLine {
  const { id, time, version, entryVersion, sources, pack, at, length, name } = head
  const text = JSON.stringify({ id, time, version, entryVersion, sources, pack, at, length, name })
  const start = Buffer.from(text.slice(0, -1) + entryMark)
  return { id, time, bytes: Buffer.concat([start, Buffer.from(entry), closing]), entryAt: start.length }
}

const closing = Buffer.from('}')
