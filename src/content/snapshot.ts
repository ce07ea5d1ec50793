import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { parseJson } from '../core/parse.ts'
import { newestFirst, type ReportEntry, type ReportStore, toEntry } from './reports.ts'
import type { ReportBody, StoredReport } from './report.ts'

/**
 * Reports as a build carries them: an index with everything but the bodies, held in memory, and the bodies one after the
 * other in one file, read at their place when a page asks for one. Both are bytes that depend on the reports alone.
 */
export interface ReportSnapshot {
  /** JSON: a list of `{ entry, offset, length }`, newest first. */
  index: string
  bodies: Buffer
}

export function encodeReports(reports: readonly StoredReport[]): ReportSnapshot {
  const byId = new Map(reports.map((report) => [report.facts.id, report]))
  const chunks: Buffer[] = []
  let offset = 0
  const index = newestFirst(reports.map(toEntry)).map((entry) => {
    const { texts } = byId.get(entry.facts.id)!
    const bodies = Object.fromEntries(Object.entries(texts).map(([lang, { body }]) => [lang, body]))
    const chunk = Buffer.from(`${JSON.stringify(bodies)}\n`)
    chunks.push(chunk)
    offset += chunk.length
    return { entry, offset: offset - chunk.length, length: chunk.length }
  })
  return { index: JSON.stringify(index), bodies: Buffer.concat(chunks) }
}

/** What tells each report from an earlier state of it, by id, newest first. */
export function reportVersions(index: string, bodies: Buffer): Map<number, string> {
  const rows = JSON.parse(index) as Row[] // checked by its hash
  const versionOf = ({ entry, offset, length }: Row) => {
    const body = bodies.subarray(offset, offset + length)
    return createHash('sha256').update(JSON.stringify(entry)).update(body).digest('base64url').slice(0, 16)
  }
  return new Map(rows.map((row) => [row.entry.facts.id, versionOf(row)]))
}

interface Row {
  entry: ReportEntry
  offset: number
  length: number
}

/** The reader of a snapshot; `bodies` stays open for as long as the store is used. Both files were checked by their hashes. */
export function createSnapshotStore(index: string, bodies: FileHandle, place: string): ReportStore {
  const rows = parseJson(index, place) as Row[]
  const entries = rows.map((row) => row.entry)
  const byId = new Map(rows.map((row) => [row.entry.facts.id, row]))
  return {
    entries: async () => entries,
    async get(id) {
      const row = byId.get(id)
      if (!row) return undefined
      const { buffer } = await bodies.read(Buffer.alloc(row.length), 0, row.length, row.offset)
      const byLang = parseJson(buffer.toString(), `${place}, report ${id}`) as Record<string, ReportBody>
      const texts = Object.entries(row.entry.texts).map(([lang, text]) => [lang, { ...text, body: byLang[lang]! }])
      return { facts: row.entry.facts, texts: Object.fromEntries(texts) }
    },
  }
}
