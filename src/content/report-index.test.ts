import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shortHash } from '../core/short-hash.ts'
import { refusalOf } from '../testing/refusal.ts'
import { encodeIndex, encodeReport, type ReportHead, ReportIndex, type ReportRow } from './report-index.ts'
import type { StoredReport } from './report.ts'

const indexing = suite('content/report-index')

indexing('gives back heads and entries, letters beyond ASCII too, and what packs are called', () => {
  const rows = [rowOf(stored(1, 'Giá tăng 🚀 \u2028')), rowOf(stored(2, '","entry":{'))]

  const index = new ReportIndex(encodeIndex(['a.ndjson', 'b.ndjson'], rows), 'reports.ndjson')

  assert.equal(index.packs, ['a.ndjson', 'b.ndjson'])
  assert.is(index.size, 2)
  assert.equal(index.heads, [rows[1]!.head, rows[0]!.head])
  assert.is(index.entryAt(0).texts.en!.title, '","entry":{')
  assert.is(index.entryAt(1).texts.en!.title, 'Giá tăng 🚀 \u2028')
  assert.ok(index.entryBytes(1).equals(rows[0]!.entry))
})

indexing('finds a head whose name looks like the mark before an entry', () => {
  const row = rowOf(stored(1, 'a'))
  const odd = { ...row, head: { ...row.head, name: 'a","entry":{}' } }

  const index = new ReportIndex(encodeIndex([], [odd]), 'reports.ndjson')

  assert.is(index.heads[0]!.name, 'a","entry":{}')
  assert.is(index.entryAt(0).facts.id, 1)
})

indexing('puts the newest first: by the moment, whatever the zone, then by id', () => {
  const rows = [
    stored(1, 'a', '2026-11-20T00:30:00Z'),
    stored(2, 'a', '2026-11-20T07:00:00+07:00'),
    stored(3, 'a', '2026-11-20T07:30:00+07:00'),
    stored(4, 'a', '2026-11-21T00:00:00Z'),
  ].map(rowOf)

  const index = new ReportIndex(encodeIndex([], rows), 'reports.ndjson')

  assert.equal(
    index.heads.map(({ id }) => id),
    [4, 3, 1, 2],
  )
})

indexing('sorts a copy', () => {
  const rows = [stored(1, 'a', '2026-11-20T00:00:00Z'), stored(2, 'a', '2026-11-21T00:00:00Z')].map(rowOf)

  encodeIndex([], rows)

  assert.equal(
    rows.map(({ head }) => head.id),
    [1, 2],
  )
})

indexing('is the same bytes whatever the order of the reports, and of the fields of a head', () => {
  const rows = [1, 2, 3].map((id) => rowOf(stored(id, 'a')))
  const turned = rows.toReversed().map(({ head, entry }) => {
    const fields = Object.entries(head).reverse()
    return { head: Object.fromEntries(fields) as unknown as ReportHead, entry }
  })

  assert.ok(encodeIndex(['p'], rows).equals(encodeIndex(['p'], turned)))
})

indexing('knows the place of an id, and none of an unknown one', () => {
  const index = new ReportIndex(encodeIndex([], [rowOf(stored(7, 'a')), rowOf(stored(9, 'a'))]), 'reports.ndjson')

  assert.equal([index.positionOf(9), index.positionOf(7), index.positionOf(8)], [0, 1, undefined])
})

indexing('holds no report, and is valid', () => {
  const index = new ReportIndex(encodeIndex([], []), 'reports.ndjson')

  assert.equal([index.size, index.packs, index.heads], [0, [], []])
})

indexing('can be encoded again from what was read, to the same bytes', () => {
  const bytes = encodeIndex(
    ['p'],
    [1, 2, 3].map((id) => rowOf(stored(id, 'Giá'))),
  )
  const read = new ReportIndex(bytes, 'reports.ndjson')

  const rows = read.heads.map((head, position) => ({ head, entry: read.entryBytes(position) }))

  assert.ok(encodeIndex(read.packs, rows).equals(bytes))
})

indexing('names the place of what is not JSON, and the line without an entry', () => {
  const refusal = (text: string) => refusalOf(() => new ReportIndex(Buffer.from(text), 'reports.ndjson'))

  assert.match(refusal('[\n').message, /^reports\.ndjson: not JSON/)
  assert.match(refusal('[]\n{"id":1,"entry":{}}\n{"id"').message, 'reports.ndjson: line 3 has no entry')
  assert.match(refusal('[]\n{"id",,"entry":{}}\n').message, /^reports\.ndjson: not JSON/)
  assert.is(refusal('[]\n{}\n{"id":1,"entry":{}}\n').message, 'reports.ndjson: line 2 has no entry')
})

indexing('has all of a report but the bodies in its entry, and these beside', () => {
  const { entry, bodies } = encodeReport(stored(1, 'Tăng'))

  const read = JSON.parse(entry) as Pick<StoredReport, 'facts' | 'texts'>
  assert.equal(read.facts, stored(1, 'Tăng').facts)
  assert.equal(read.texts, {
    vi: { title: 'Tiêu đề', summary: 'Tóm tắt', readingMinutes: 1 },
    en: { title: 'Tăng', summary: 'Summary', readingMinutes: 2 },
  })
  const { vi, en } = stored(1, 'Tăng').texts
  assert.equal(JSON.parse(bodies.toString()), { vi: vi!.body, en: en!.body })
  assert.is(bodies.at(-1), 10)
})

indexing('tells versions by all of a report, those of its entry by all but the bodies', () => {
  const base = encodeReport(stored(1, 'a'))
  const sameAgain = encodeReport(stored(1, 'a'))
  const otherTitle = encodeReport(stored(1, 'b'))
  const otherBody = encodeReport(stored(1, 'a', undefined, 'other'))

  assert.equal([sameAgain.version, sameAgain.entryVersion], [base.version, base.entryVersion])
  assert.not.equal(otherTitle.entryVersion, base.entryVersion)
  assert.not.equal(otherTitle.version, base.version)
  assert.is(otherBody.entryVersion, base.entryVersion)
  assert.not.equal(otherBody.version, base.version)
  assert.is(base.version, shortHash(Buffer.concat([Buffer.from(base.entry), base.bodies])))
})

indexing.run()

function rowOf(report: StoredReport): ReportRow {
  const { version, entryVersion, entry, bodies } = encodeReport(report)
  const { id, slug: name, createdAt } = report.facts
  const place = { sources: 'abc', pack: 0, at: 5, length: bodies.length }
  return { head: { id, name, time: Date.parse(createdAt), version, entryVersion, ...place }, entry: Buffer.from(entry) }
}

function stored(id: number, title: string, createdAt = '2026-11-20T07:30:00+07:00', html = 'Text'): StoredReport {
  const body: StoredReport['texts'][string]['body'] = {
    kind: 'sections',
    sections: [{ id: 'start', title: '', blocks: [{ kind: 'html', html }] }],
  }
  return {
    facts: { id, slug: `report-${id}`, createdAt, symbols: ['BTC'], prices: { BTC: 1 }, sources: [] },
    texts: {
      vi: { title: 'Tiêu đề', summary: 'Tóm tắt', readingMinutes: 1, body },
      en: { title, summary: 'Summary', readingMinutes: 2, body },
    },
  }
}
