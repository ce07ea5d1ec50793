import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { announcementsOf, type Announced, createAnnouncer, newestReport } from './announce.ts'

const announcing = suite('serve/announce')

announcing('tells of the build, then of reports that are new or different, newest last', () => {
  const before = release('one', { 3: 'c', 2: 'b', 1: 'a' })
  const after = release('two', { 4: 'd', 3: 'c', 2: 'changed' })

  const announcements = announcementsOf(before, after, 7)

  assert.equal(announcements, [
    { type: 'build', id: 'two', time: 7 },
    { type: 'report', id: 2, time: 7 },
    { type: 'report', id: 4, time: 7 },
  ])
})

announcing('tells of the ten newest reports, however many there are', () => {
  const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [index + 1, 'new']))

  const [, ...reports] = announcementsOf(release('one', {}), release('two', many), 0)

  assert.equal(
    reports.map(({ id }) => id),
    [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  )
})

announcing('says nothing of the first release, and compares each with the one before', () => {
  const told: unknown[] = []
  const announce = createAnnouncer(
    ({ id }) => told.push(id),
    () => 0,
  )

  announce(release('one', { 1: 'a' }))
  const first = told.splice(0)
  announce(release('two', { 2: 'b', 1: 'a' }))
  const second = told.splice(0)
  announce(release('three', { 2: 'b', 1: 'a' }))

  assert.equal([first, second, told], [[], ['two', 2], ['three']])
})

announcing('knows the newest report, if there is one', () => {
  assert.is(newestReport(release('one', { 2: 'b', 1: 'a' })), 2)
  assert.is(newestReport(release('none', {})), null)
})

announcing.run()

/** As in a release the newest report comes first. */
function release(id: string, reports: Record<number, string>): Announced {
  const newestFirst = Object.entries(reports).map(([report, version]): [number, string] => [Number(report), version])
  return { id, reports: new Map(newestFirst.sort(([a], [b]) => b - a)) }
}
