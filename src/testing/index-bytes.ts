import type { ReportIndex } from '../content/report-index.ts'

/** What the file of an index is. */
export function indexBytes(index: ReportIndex): Buffer {
  const lines = Array.from({ length: index.size }, (_, position) => [index.lineAt(position), lineEnd])
  return Buffer.concat(lines.flat())
}

const lineEnd = Buffer.from('\n')
