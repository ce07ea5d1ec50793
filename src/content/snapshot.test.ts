import { mkdir, truncate, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { messageOf } from '../core/errors.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { encodeReport, indexOf } from './report-index.ts'
import type { StoredReport } from './report.ts'
import { createSnapshot, readPartLater, readPartNow, type ReadPart, type Snapshot } from './snapshot.ts'

const snapshot = suite('content/snapshot')

snapshot('gives back every report as it was, letters beyond ASCII too', () => {
  const reports = [stored(1, 'Giá tăng 🚀'), stored(2, 'Short'), stored(3, '')]

  return reading(reports, async (store) => {
    const read = [await store.get(3), await store.get(1), await store.get(2)]

    assert.equal(read, [reports[2], reports[0], reports[1]])
  })
})

snapshot('gives back the same to threads that wait for each read', () => {
  const reports = [stored(1, 'Giá tăng 🚀'), stored(2, 'x'.repeat(100_000))]
  const work = async (store: Snapshot) => {
    assert.equal([await store.get(1), await store.get(2)], reports)
  }

  return reading(reports, work, readPartNow)
})

snapshot('lists the entries newest first, without bodies', () =>
  reading([stored(1, 'a'), stored(2, 'b')], async (store) => {
    const entries = [store.entryAt(0), store.entryAt(1)]

    assert.is(store.size, 2)
    assert.equal(
      entries.map(({ facts }) => facts.id),
      [2, 1],
    )
    assert.not.ok(JSON.stringify(entries).includes('body'))
    assert.equal([store.idAt(0), store.positionOf(1), store.positionOf(7)], [2, 1, undefined])
  }),
)

snapshot('has no report of an unknown id', () =>
  reading([stored(1, 'a')], async (store) => {
    assert.is(await store.get(7), undefined)
  }),
)

snapshot('answers many readers of one file at once', () => {
  const reports = Array.from({ length: 20 }, (_, index) => stored(index + 1, 'x'.repeat(index * 100)))

  return reading(reports, async (store) => {
    const read = await Promise.all(reports.map(({ facts }) => store.get(facts.id)))

    assert.equal(read, reports)
  })
})

snapshot('holds no report, and is valid', () =>
  reading([], async (store) => {
    assert.is(store.size, 0)
    assert.is(await store.get(1), undefined)
  }),
)

snapshot('names the pack and the report whose body was cut off, is another, or is gone, and gives the others', () =>
  reading([stored(1, 'a'.repeat(500)), stored(2, 'b')], async (store, path) => {
    const whole = await store.get(1)
    await truncate(path(2), 30)
    const cut = await refusalOfAsync(store.get(2))
    await writeFile(path(2), encodeReport(stored(2, 'c')).bodies)
    const changed = await refusalOfAsync(store.get(2))
    await unlink(path(2))
    const gone = await refusalOfAsync(store.get(2))

    assert.equal(await store.get(1), whole)
    for (const { code, message, hint } of [cut, changed, gone]) {
      assert.equal([code, message], ['E_DAMAGED', `${path(2)}: report 2 is not what the build wrote`])
      assert.match(hint ?? '', 'enddel build')
    }
  }),
)

snapshot('does not take a disk that fails for a damaged pack', () =>
  reading([stored(1, 'a')], async (store, path) => {
    await unlink(path(1))
    await mkdir(path(1))

    const failure = await store.get(1).catch((error: unknown) => error)

    assert.match(messageOf(failure), 'EISDIR')
  }),
)

snapshot.run()

/** Runs `work` on a snapshot whose bodies lie in files, a report in each. */
async function reading(
  reports: readonly StoredReport[],
  work: (store: Snapshot, pathOf: (id: number) => string) => Promise<void>,
  readPart: ReadPart = readPartLater,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const path = (id: number) => join(folder, `${id}.ndjson`)
    const rows = []
    for (const report of reports) {
      const { id, slug: name, createdAt } = report.facts
      const { bodies, entry, version, entryVersion } = encodeReport(report)
      // Something stands before it, as in a pack of several.
      await writeFile(path(id), Buffer.concat([Buffer.from('before'), bodies, Buffer.from('after')]))
      const place = { sources: '', pack: `${id}.ndjson`, at: 6, length: bodies.length }
      rows.push({
        head: { id, name, time: Date.parse(createdAt), version, entryVersion, ...place },
        entry,
      })
    }
    await work(createSnapshot(indexOf(rows), folder, readPart), path)
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
