/** How reports in a database are named in errors; a draft is found again by it. */
import type { ReportDraft } from '../report-source.ts'

export function placeOfRow(id: number): string {
  return `crypto_report id=${id}`
}

export function placeOfReport(slug: string): string {
  return `enddel_report slug=${slug}`
}

/** Undefined for a report of enddel's own tables. */
export function rowIdOf({ place }: ReportDraft): number | undefined {
  const id = /^crypto_report id=(\d+)$/.exec(place)?.[1]
  return id === undefined ? undefined : Number(id)
}
