import type { Announcement } from '../realtime/hub.ts'
import type { Release } from './release.ts'

/** What the feed needs to know of a release. */
export type Announced = Pick<Release, 'id' | 'reports'>

/** Reports announced of one build. */
const maxReports = 10

/** Hears of every release, and announces what each brought that the one before did not have. */
export function createAnnouncer(announce: (message: Announcement) => void, now = Date.now) {
  let before: Announced | undefined
  return (release: Announced): void => {
    if (before) announcementsOf(before, release, now()).forEach(announce)
    before = release
  }
}

/** The build, then the reports that are new or different, newest last, so that it is the last that is heard of. */
export function announcementsOf(before: Announced, { id, reports }: Announced, time: number): Announcement[] {
  const changed = [...reports].filter(([report, version]) => before.reports.get(report) !== version)
  const newest = changed.slice(0, maxReports).reverse()
  return [{ type: 'build', id, time }, ...newest.map(([report]) => ({ type: 'report' as const, id: report, time }))]
}

/** Null before the first. */
export function newestReport({ reports }: Announced): number | null {
  const [newest] = reports.keys()
  return newest ?? null
}
