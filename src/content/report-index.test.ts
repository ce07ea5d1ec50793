import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shortHash } from '../core/short-hash.ts'
import { indexBytes } from '../testing/index-bytes.ts'
import { refusalOf } from '../testing/refusal.ts'
import {
  collectIndex,
  encodeReport,
  indexOf,
  readIndex,
  type ReportHead,
  ReportIndex,
  type ReportRow,
} from './report-index.ts'
import type { ReportLines } from './report-lines.ts'
import type { StoredReport } from './report.ts'

const indexing = suite('content/report-index')

indexing('gives back heads and entries, letters beyond ASCII too', () => {
  const rows = [rowOf(stored(1, 'Giá tăng 🚀 \u2028')), rowOf(stored(2, '","entry":{'))]

  const index = readBack(rows)

  assert.is(index.size, 2)
  assert.equal(headsOf(index), [rows[1]!.head, rows[0]!.head])
  assert.equal([index.idAt(0), index.idAt(1)], [2, 1])
  assert.is(index.entryAt(0).texts.en!.title, '","entry":{')
  assert.is(index.entryAt(1).texts.en!.title, 'Giá tăng 🚀 \u2028')
  assert.is(index.entryBytes(1).toString(), rows[0]!.entry)
})

indexing('finds a head whose name looks like the mark before an entry', () => {
  const row = rowOf(stored(1, 'a'))
  const odd = { ...row, head: { ...row.head, name: 'a","entry":{}' } }

  const index = readBack([odd])

  assert.is(index.headAt(0).name, 'a","entry":{}')
  assert.is(index.entryAt(0).facts.id, 1)
})

indexing('puts the newest first: by the moment, whatever the zone, then by id', () => {
  const rows = [
    stored(1, 'a', '2026-11-20T00:30:00Z'),
    stored(2, 'a', '2026-11-20T07:00:00+07:00'),
    stored(3, 'a', '2026-11-20T07:30:00+07:00'),
    stored(4, 'a', '2026-11-21T00:00:00Z'),
  ].map(rowOf)

  assert.equal(
    headsOf(indexOf(rows)).map(({ id }) => id),
    [4, 3, 1, 2],
  )
})

indexing('sorts a copy', () => {
  const rows = [stored(1, 'a', '2026-11-20T00:00:00Z'), stored(2, 'a', '2026-11-21T00:00:00Z')].map(rowOf)

  indexOf(rows)

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

  assert.ok(indexBytes(indexOf(rows)).equals(indexBytes(indexOf(turned))))
})

indexing('knows the place of an id, and none of an unknown one', () => {
  const index = readBack([rowOf(stored(7, 'a')), rowOf(stored(9, 'a'))])

  assert.equal([index.positionOf(9), index.positionOf(7), index.positionOf(8)], [0, 1, undefined])
})

indexing('holds no report, and is valid', () => {
  const index = readBack([])

  assert.equal([index.size, indexOf([]).size, index.positionOf(1)], [0, 0, undefined])
})

indexing('can be encoded again from what was read, to the same bytes', () => {
  const bytes = indexBytes(indexOf([1, 2, 3].map((id) => rowOf(stored(id, 'Giá')))))
  const read = readIndex(bytes, 'reports.ndjson')

  const rows = headsOf(read).map((head, position) => ({ head, entry: read.entryBytes(position) }))

  assert.ok(indexBytes(indexOf(rows)).equals(bytes))
})

indexing('names the place of what is not JSON, and the line without an entry', () => {
  const refusal = (text: string) => refusalOf(() => readIndex(Buffer.from(text), 'reports.ndjson'))

  assert.is(refusal('[\n').message, 'reports.ndjson: line 1 has no entry')
  assert.is(refusal('{"id":1,"entry":{}}\n{"id"').message, 'reports.ndjson: line 2 has no entry')
  assert.match(refusal('{"id",,"entry":{}}\n').message, /^reports\.ndjson: not JSON/)
  assert.is(refusal('{}\n{"id":1,"entry":{}}\n').message, 'reports.ndjson: line 1 has no entry')
  assert.is(refusal('{"id":1,"entry":{}}\n\n').message, 'reports.ndjson: line 2 has no entry')
})

indexing('is read the same where fields stand in another order, or a moment is before 1970', () => {
  const line = '{"name":"a","time":-5,"id":3,"entry":{}}\n'

  const index = readIndex(Buffer.from(`{"id":4,"time":-7,"name":"b","entry":{}}\n${line}`), 'reports.ndjson')

  assert.equal([index.idAt(0), index.idAt(1)], [4, 3])
  assert.equal([...index.lines.keys], [4, -7, 3, -5])
  assert.equal([index.positionOf(3), index.headAt(1).time], [1, -5])
})

indexing('is read whether or not its last line is ended', () => {
  const bytes = indexBytes(indexOf([1, 2].map((id) => rowOf(stored(id, 'a')))))

  const index = readIndex(bytes.subarray(0, -1), 'reports.ndjson')

  assert.ok(indexBytes(index).equals(bytes))
})

indexing('has of what was collected the reports with these numbers alone', () => {
  const collected = collectIndex()
  const numbers = [4, 2, 3, 1].map((id) => collected.add(rowOf(stored(id, `Title ${id}`))))

  const index = collected.finish([numbers[3]!, numbers[0]!, numbers[2]!])

  assert.equal(numbers, [0, 1, 2, 3])
  assert.equal(
    headsOf(index).map(({ id }) => id),
    [4, 3, 1],
  )
  assert.equal([index.positionOf(1), index.positionOf(2)], [2, undefined])
  assert.is(index.entryAt(1).texts.en!.title, 'Title 3')
})

indexing('has of a report copied from another index the same line', () => {
  const rows = [1, 2, 3].map((id) => rowOf(stored(id, `Giá ${id}`)))
  const [read, made] = [readBack(rows), indexOf(rows)]
  const collected = collectIndex()

  const numbers = [collected.copy(read, 2), collected.copy(made, 0), collected.copy(read, 1)]

  assert.ok(indexBytes(collected.finish(numbers)).equals(indexBytes(made)))
})

indexing('tells the versions and the sources of a report, however long its numbers and whatever its name', () => {
  const hashes = { version: '0123456789abcdef', entryVersion: 'fedcba9876543210', sources: '00112233445566ff' }
  const numbers = { id: Number.MAX_SAFE_INTEGER, time: -8_640_000_000_000_000 }
  const { head, entry } = rowOf(stored(1, 'a'))
  const name = '"version":"a","entryVersion":"b","sources":"c"'

  const index = readBack([{ head: { ...head, ...hashes, ...numbers, name }, entry }])

  assert.equal([index.versionAt(0), index.entryVersionAt(0), index.sourcesAt(0)], Object.values(hashes))
  assert.equal(index.headAt(0), { ...head, ...hashes, ...numbers, name })
  assert.is(index.positionOf(numbers.id), 0)
})

indexing('is found by any id among many, whatever the order of their moments', () => {
  // Ids with gaps, no two moments in the order of the ids.
  const ids = Array.from({ length: 501 }, (_, number) => number * 3 + 1)
  const rows = ids.map((id) => rowOf(stored(id, 'a', new Date(((id * 7_919) % 1_009) * 1_000).toISOString())))

  const index = indexOf(rows)

  for (const id of ids) assert.is(index.idAt(index.positionOf(id)!), id)
  assert.ok([0, 2, 3, 749, 1_502, 9_999].every((id) => index.positionOf(id) === undefined))
})

indexing('is the same index in another thread, over the same memory', async () => {
  const index = indexOf([1, 2, 3].map((id) => rowOf(stored(id, `Giá ${id}`))))

  const lines = await sentOver(index.lines)

  const other = new ReportIndex(lines)
  assert.ok(indexBytes(other).equals(indexBytes(index)))
  assert.equal([other.positionOf(3), other.entryAt(2).texts.en!.title], [0, 'Giá 1'])
  // What is written there is read here.
  other.lines.chunks[0]!.fill(32, 0, 1)
  assert.is(index.lineAt(2)[0], 32)
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
  const place = { sources: 'abc', pack: 'a.ndjson', at: 5, length: bodies.length }
  return { head: { id, name, time: Date.parse(createdAt), version, entryVersion, ...place }, entry }
}

/** The index of these, as a build is read that has it. */
function readBack(rows: readonly ReportRow[]): ReportIndex {
  return readIndex(indexBytes(indexOf(rows)), 'reports.ndjson')
}

function headsOf(index: ReportIndex): ReportHead[] {
  return Array.from({ length: index.size }, (_, position) => index.headAt(position))
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

/** As they arrive at the other end of a channel. */
async function sentOver(lines: ReportLines): Promise<ReportLines> {
  const { port1, port2 } = new MessageChannel()
  try {
    const arrived = once(port2, 'message')
    port1.postMessage(lines)
    return (await arrived)[0] as ReportLines
  } finally {
    port1.close()
  }
}
