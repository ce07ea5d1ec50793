import { bytesOfPage } from '../output/manifest.ts'

/** What the pages of a build come to. */
export interface BuildTotals {
  pages: number
  htmlBytes: number
  brBytes: number
  /** Images have no other bytes than those that are sent. */
  imageBytes: number
}

export function noTotals(): BuildTotals {
  return { pages: 0, htmlBytes: 0, brBytes: 0, imageBytes: 0 }
}

/** Adds a page to the totals, by its line. */
export function countPage(totals: BuildTotals, line: Buffer): void {
  const { html, br } = bytesOfPage(line)
  totals.pages++
  if (br === undefined) {
    totals.imageBytes += html
    return
  }
  totals.htmlBytes += html
  totals.brBytes += br
}
