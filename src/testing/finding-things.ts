import { type Finding, type FindingOptions, withFinder } from './finding.ts'
import { createThings, type Things, thingsOut } from './things.ts'

/** A page finder for the site of things, and what their loader gives. */
export async function withThings(
  options: Partial<FindingOptions>,
  work: (finding: Finding, things: Things) => Promise<void>,
): Promise<void> {
  const out = await thingsOut()
  await withFinder({ out, ...options }, (found) => work(found, createThings()))
}

/** Too little for any page: all that was built is read from the disk. */
export const nothingHot = { hotBytes: 1 }

/** What Cache-Status says of a page that was there, and of one that was made. */
export const hit = 'enddel; hit'
export const stored = 'enddel; fwd=uri-miss; stored'

/** A loader that does. */
export function fail(): never {
  throw new Error('boom')
}
