import { encodeReport, indexOf } from '../content/report-index.ts'
import type { StoredReport } from '../content/report.ts'
import type { ReportStore } from '../content/reports.ts'

/** Reports that need no file. */
export function createMemoryStore(reports: readonly StoredReport[]): ReportStore {
  const byId = new Map(reports.map((report) => [report.facts.id, report]))
  const rows = reports.map((report) => {
    const { id, slug, createdAt } = report.facts
    const { version, entryVersion, entry } = encodeReport(report)
    const place = { sources: '', pack: '', at: 0, length: 0 }
    return {
      head: { id, name: slug, time: Date.parse(createdAt), version, entryVersion, ...place },
      entry,
    }
  })
  const index = indexOf(rows)
  return {
    size: index.size,
    entryAt: (position) => index.entryAt(position),
    positionOf: (id) => index.positionOf(id),
    idAt: (position) => index.idAt(position),
    dateAt: (position) => ({ id: index.idAt(position), time: index.timeAt(position) }),
    get: async (id) => byId.get(id),
  }
}
