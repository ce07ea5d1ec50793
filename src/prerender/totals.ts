import { bytesOfPage } from '../output/manifest.ts'

/** What the pages of a build come to. */
export interface BuildTotals {
  pages: number
  htmlBytes: number
  brBytes: number
}

/** Adds a page to the totals, by its line. */
export function countPage(totals: BuildTotals, line: Buffer): void {
  const { html, br } = bytesOfPage(line)
  totals.pages++
  totals.htmlBytes += html
  totals.brBytes += br
}
