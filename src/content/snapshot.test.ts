import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { messageOf } from '../core/errors.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import type { StoredReport } from './report.ts'
import type { ReportStore } from './reports.ts'
import { createSnapshotStore, encodeReports, type ReportSnapshot } from './snapshot.ts'

const snapshot = suite('content/snapshot')

snapshot('gives back every report as it was, letters beyond ASCII too', async () => {
  const reports = [stored(1, 'Giá tăng 🚀'), stored(2, 'Short'), stored(3, '')]

  const read = await reading(encodeReports(reports), async (store) => [
    await store.get(3),
    await store.get(1),
    await store.get(2),
  ])

  assert.equal(read, [reports[2], reports[0], reports[1]])
})

snapshot('lists the entries newest first, without bodies', async () => {
  const entries = await reading(encodeReports([stored(1, 'a'), stored(2, 'b')]), (store) => store.entries())

  assert.equal(
    entries.map(({ facts }) => facts.id),
    [2, 1],
  )
  assert.not.ok(JSON.stringify(entries).includes('body'))
})

snapshot('has no report of an unknown id', async () => {
  assert.is(await reading(encodeReports([stored(1, 'a')]), (store) => store.get(7)), undefined)
})

snapshot('answers many readers of one file at once', async () => {
  const reports = Array.from({ length: 20 }, (_, index) => stored(index + 1, 'x'.repeat(index * 100)))

  const read = await reading(encodeReports(reports), (store) =>
    Promise.all(reports.map(({ facts }) => store.get(facts.id))),
  )

  assert.equal(read, reports)
})

snapshot('is the same bytes whatever the order of the reports', () => {
  const one = encodeReports([stored(1, 'a'), stored(2, 'b')])
  const other = encodeReports([stored(2, 'b'), stored(1, 'a')])

  assert.is(one.index, other.index)
  assert.ok(one.bodies.equals(other.bodies))
})

snapshot('holds no report, and is valid', async () => {
  assert.equal(await reading(encodeReports([]), (store) => store.entries()), [])
})

snapshot('names the index that is not JSON', async () => {
  const failed: unknown = await reading({ index: '[', bodies: Buffer.alloc(0) }, (store) => store.entries()).catch(
    (error: unknown) => error,
  )

  assert.match(messageOf(failed), /^reports\.json: not JSON/)
})

snapshot('names the report whose body was cut off', async () => {
  const { index, bodies } = encodeReports([stored(1, 'a'.repeat(500))])

  const failed: unknown = await reading({ index, bodies: bodies.subarray(0, 100) }, (store) => store.get(1)).catch(
    (error: unknown) => error,
  )

  assert.match(messageOf(failed), /^reports\.json, report 1: not JSON/)
})

/** Runs `work` on the store of a snapshot that lies in a file. */
async function reading<Result>(
  { index, bodies }: ReportSnapshot,
  work: (store: ReportStore) => Promise<Result>,
): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    const file = join(folder, 'bodies')
    await writeFile(file, bodies)
    const handle = await open(file)
    try {
      return await work(createSnapshotStore(index, handle, 'reports.json'))
    } finally {
      await handle.close()
    }
  })
}

function stored(id: number, text: string): StoredReport {
  const body = (html: string): StoredReport['texts'][string]['body'] => ({
    kind: 'sections',
    sections: [{ id: 'start', title: '', blocks: [{ kind: 'html', html }] }],
  })
  return {
    facts: {
      id,
      slug: `report-${id}`,
      createdAt: '2026-11-20T07:30:00+07:00',
      symbols: ['BTC'],
      prices: { BTC: 1 },
      sources: [],
    },
    texts: {
      vi: { title: 'Tiêu đề', summary: 'Tóm tắt', readingMinutes: 1, body: body(text) },
      en: { title: 'Title', summary: 'Summary', readingMinutes: 2, body: body(`en ${text}`) },
    },
  }
}

snapshot.run()
