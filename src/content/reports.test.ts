import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createMemoryStore } from '../testing/memory-store.ts'
import type { StoredReport } from './report.ts'
import { reportsIn } from './reports.ts'

const reports = suite('content/reports')

reports('lists everything but the bodies', async () => {
  const { items } = await reportsIn('en', [], createMemoryStore([stored(1)])).list({ page: 1, perPage: 1 })

  assert.equal(items, [
    {
      ...stored(1).facts,
      ...{ lang: 'en', langs: ['vi', 'en'], title: 'en 1', summary: 'Summary', readingMinutes: 2 },
    },
  ])
})

reports('gives one report in the language of the page', async () => {
  const report = await reportsIn('en', ['vi'], createMemoryStore([stored(1)])).get(1)

  assert.is(report?.lang, 'en')
  assert.equal(report?.langs, ['vi', 'en'])
  assert.is(report?.title, 'en 1')
  assert.equal(report?.body, { kind: 'sections', sections: [] })
})

reports('falls back to the other locales in order, then to any language', async () => {
  const store = createMemoryStore([stored(1)])

  assert.is((await reportsIn('fr', ['de', 'en', 'vi'], store).get(1))?.lang, 'en')
  assert.is((await reportsIn('fr', [], store).get(1))?.lang, 'vi')
})

reports('has no report of an unknown id', async () => {
  const seen = reportsIn('en', [], createMemoryStore([stored(1)]))

  assert.is(await seen.get(2), undefined)
  assert.equal(await seen.older(2, 5), [])
})

reports('knows the latest', async () => {
  const store = createMemoryStore([stored(1, '2026-11-21T00:00:00Z'), stored(2, '2026-11-20T00:00:00Z')])

  assert.is((await reportsIn('en', [], store).latest())?.id, 1)
})

reports('has neither latest nor list when it is empty', async () => {
  const seen = reportsIn('en', [], createMemoryStore([]))

  assert.is(await seen.latest(), undefined)
  assert.equal(await seen.list({ page: 1, perPage: 10 }), { items: [], total: 0 })
  assert.equal(await seen.ids(), [])
})

reports('tells of ids and times, oldest first', async () => {
  const seen = reportsIn('en', [], createMemoryStore([stored(3), stored(1), stored(2)]))
  const time = (id: number) => Date.parse(stored(id).facts.createdAt)

  assert.equal(
    await seen.dates({ from: 0, count: 2 }),
    [1, 2].map((id) => ({ id, time: time(id) })),
  )
  assert.equal(await seen.dates({ from: 2, count: 9 }), [{ id: 3, time: time(3) }])
  assert.equal(await seen.dates({ from: 3, count: 9 }), [])
})

reports('lists page by page, the last one shorter', async () => {
  const seen = reportsIn('en', [], createMemoryStore([stored(1), stored(2), stored(3)]))

  const first = await seen.list({ page: 1, perPage: 2 })
  const last = await seen.list({ page: 2, perPage: 2 })
  const beyond = await seen.list({ page: 3, perPage: 2 })

  assert.equal([first.items.map(({ id }) => id), first.total], [[3, 2], 3])
  assert.equal([last.items.map(({ id }) => id), last.total], [[1], 3])
  assert.equal([beyond.items, beyond.total], [[], 3])
})

reports('knows what is older than a report', async () => {
  const seen = reportsIn('vi', [], createMemoryStore([stored(1), stored(2), stored(3), stored(4)]))

  const older = await seen.older(4, 2)

  assert.equal(
    older.map(({ id, title }) => [id, title]),
    [
      [3, 'vi 3'],
      [2, 'vi 2'],
    ],
  )
  assert.equal(await seen.older(1, 2), [])
})

reports('knows what came after a report, the next one first', async () => {
  const seen = reportsIn('vi', [], createMemoryStore([stored(1), stored(2), stored(3), stored(4)]))

  const newer = await seen.newer(1, 2)

  assert.equal(
    newer.map(({ id }) => id),
    [2, 3],
  )
  assert.equal(await seen.newer(4, 2), [])
  assert.equal(await seen.newer(9, 2), [])
})

reports('has all ids, newest first', async () => {
  assert.equal(await reportsIn('en', [], createMemoryStore([stored(1), stored(2)])).ids(), [2, 1])
})

function stored(id: number, createdAt = '2026-11-20T07:30:00+07:00'): StoredReport {
  return {
    facts: { id, slug: `report-${id}`, createdAt, symbols: [], prices: {}, sources: [] },
    texts: {
      vi: { title: `vi ${id}`, summary: 'Tóm tắt', readingMinutes: 1, body: { kind: 'sections', sections: [] } },
      en: { title: `en ${id}`, summary: 'Summary', readingMinutes: 2, body: { kind: 'sections', sections: [] } },
    },
  }
}

reports.run()
