import type { Invalidation, Mode } from './invalidation.ts'
import { invalidationSchema, itemsOf } from './selector.ts'

/** Records as lines of JSON. */
export function linesOf(records: readonly Invalidation[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('')
}

/** The records in lines of JSON, in the order of their versions; and how many lines are none: torn, or of somebody else. */
export function recordsIn(lines: string): { records: Invalidation[]; badLines: number } {
  const read = lines.split('\n').filter(Boolean).map(recordIn)
  const records = read.filter((record) => record !== undefined)
  return { records: records.sort((a, b) => a.version - b.version), badLines: read.length - records.length }
}

/** The newest records, with no more than `maxItems` between them. Of the others the newest of each mode stay, and select all. */
export function compacted(records: readonly Invalidation[], maxItems: number): Invalidation[] {
  let items = 0
  const lost = records.findLastIndex((record) => (items += weightOf([record])) > maxItems) + 1
  const others = records.slice(0, lost)
  const newest = (mode: Mode) => others.findLast((record) => record.mode === mode)
  const stay = [newest('soft'), newest('hard')]
  const instead = others.filter((record) => stay.includes(record)).map((record) => ({ ...record, selector: all }))
  return [...instead, ...records.slice(lost)]
}

const all = { all: true } as const

/** The room records take: as many as they have paths, prefixes and tags, and one at least. */
export function weightOf(records: readonly Invalidation[]): number {
  return records.reduce((sum, { selector }) => sum + Math.max(1, itemsOf(selector)), 0)
}

function recordIn(line: string): Invalidation | undefined {
  try {
    return invalidationSchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
