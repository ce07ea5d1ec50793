import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createMemoryStore } from '../testing/memory-store.ts'
import { encodeReport, indexOf } from './report-index.ts'
import { createReadValues, notedReports } from './report-reads.ts'
import type { StoredReport } from './report.ts'
import { reportsIn } from './reports.ts'

const reads = suite('content/report-reads')

const locales = ['vi', 'en', 'ru', 'de']

/** Few ids, dates and texts, so that two stores often have something in common. */
const text = fc.record({
  title: fc.constantFrom('one', 'two'),
  summary: fc.constantFrom('', 'short'),
  readingMinutes: fc.constantFrom(1, 2),
  body: fc.constantFrom('a', 'b').map((title): StoredReport['texts'][string]['body'] => ({
    kind: 'sections',
    sections: [{ id: 'start', title, blocks: [] }],
  })),
})
const facts = fc.record({
  id: fc.integer({ min: 1, max: 6 }),
  slug: fc.constant('report'),
  createdAt: fc.constantFrom('2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z', '2026-11-20T07:00:00+07:00'),
  symbols: fc.constantFrom('', 'BTC').map((symbol) => (symbol ? [symbol] : [])),
  prices: fc.constantFrom(1, 2).map((BTC): Record<string, number> => ({ BTC })),
  sources: fc.constant('').map(() => []),
})
const report: fc.Arbitrary<StoredReport> = fc.record({
  facts,
  texts: fc
    .dictionary(fc.constantFrom(...locales), text, { minKeys: 1, maxKeys: 2 })
    .map((texts): StoredReport['texts'] => ({ ...texts })),
})
const store = fc.uniqueArray(report, { maxLength: 6, selector: ({ facts: { id } }) => id })
/** Two states of the same reports, of which some were changed, added or removed. */
const states = fc
  .tuple(store, store, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }))
  .map(([before, other, keep]) => {
    const kept = before.filter((_, index) => keep[index])
    const ids = new Set(kept.map(({ facts: { id } }) => id))
    return { before, after: [...kept, ...other.filter(({ facts: { id } }) => !ids.has(id))] }
  })
const small = fc.integer({ min: 1, max: 4 })
const call = fc.oneof(
  fc.constantFrom('latest', 'ids'),
  fc.integer({ min: 0, max: 7 }).map((id) => `get ${id}`),
  fc.tuple(small, small).map((args) => `list ${args.join(' ')}`),
  fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 3 })).map((args) => `dates ${args.join(' ')}`),
  fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 3 })).map((args) => `older ${args.join(' ')}`),
  fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 3 })).map((args) => `newer ${args.join(' ')}`),
)

reads('have another value exactly when the answer is another in some language', async () => {
  let same = 0
  let different = 0
  const property = fc.asyncProperty(states, call, async ({ before, after }, read) => {
    const hasSameAnswer = (await answers(before, read)) === (await answers(after, read))
    const hasSameValue = valuesOf(before)(read) === valuesOf(after)(read)
    if (hasSameAnswer) same++
    else different++
    return hasSameAnswer === hasSameValue
  })

  await fc.assert(property, { numRuns: 2_000, seed: 20261122 })

  assert.ok(same > 400 && different > 400, `${same} the same, ${different} different`)
})

reads('have the same value whatever packs the bodies are in', () => {
  const reports = [1, 2, 3].map((id) => stored(id))
  const moved = indexOf(
    rowsOf(reports).map(({ head, entry }, index) => ({ head: { ...head, pack: 'b', at: index * 7 }, entry })),
  )

  const values = ['latest', 'ids', 'get 2', 'list 1 2', 'older 3 2'].map(createReadValues(moved))

  assert.equal(values, ['latest', 'ids', 'get 2', 'list 1 2', 'older 3 2'].map(valuesOf(reports)))
})

reads('of a list do not tell of bodies, those of a report and of the latest do', () => {
  const before = [stored(1), stored(2)]
  const after = [stored(1), stored(2, 'Other')]
  const changed = (read: string) => valuesOf(before)(read) !== valuesOf(after)(read)

  assert.equal(['list 1 10', 'older 3 1', 'ids', 'get 1'].filter(changed), [])
  assert.equal(['latest', 'get 2'].filter(changed), ['latest', 'get 2'])
})

reads('of the dates of older reports are the same when a newer one comes', () => {
  const before = [1, 2, 3].map((id) => stored(id))
  const after = [...before, stored(4)]
  const changed = (read: string) => valuesOf(before)(read) !== valuesOf(after)(read)

  assert.equal(['dates 0 2', 'dates 0 3', 'dates 2 2', 'dates 9 2'].filter(changed), ['dates 2 2'])
})

reads('of dates tell of a time that is another, and of nothing else in a report', () => {
  const [one, two] = [stored(1), stored(2)]
  const later = {
    ...two,
    facts: { ...two.facts, createdAt: new Date(Date.parse(two.facts.createdAt) + 1).toISOString() },
  }
  const valueOf = (reports: StoredReport[]) => valuesOf(reports)('dates 0 2')

  assert.is.not(valueOf([one, later]), valueOf([one, two]))
  assert.is(valueOf([stored(1, 'Other'), two]), valueOf([one, two]))
})

reads('are noted with their arguments, and answered as before', async () => {
  const noted: string[] = []
  const plain = reportsIn('en', locales, createMemoryStore([1, 2, 3].map((id) => stored(id))))
  const reports = notedReports(plain, (read) => noted.push(read))

  const answered = [
    await reports.latest(),
    await reports.get(2),
    await reports.list({ page: 2, perPage: 2 }),
    await reports.older(3, 1),
    await reports.newer(1, 1),
    await reports.ids(),
    await reports.dates({ from: 1, count: 2 }),
  ]

  assert.equal(noted, ['latest', 'get 2', 'list 2 2', 'older 3 1', 'newer 1 1', 'ids', 'dates 1 2'])
  assert.equal(answered, [
    await plain.latest(),
    await plain.get(2),
    await plain.list({ page: 2, perPage: 2 }),
    await plain.older(3, 1),
    await plain.newer(1, 1),
    await plain.ids(),
    await plain.dates({ from: 1, count: 2 }),
  ])
})

reads.run()

/** What a noted call gives in each language. */
async function answers(reports: readonly StoredReport[], read: string): Promise<string> {
  const [name, first, second] = read.split(' ')
  const [a, b] = [Number(first), Number(second)]
  const store = createMemoryStore(reports)
  const all = locales.map(async (locale) => {
    const inLocale = reportsIn(locale, locales, store)
    if (name === 'latest') return inLocale.latest()
    if (name === 'ids') return inLocale.ids()
    if (name === 'dates') return inLocale.dates({ from: a, count: b })
    if (name === 'get') return inLocale.get(a)
    if (name === 'list') return inLocale.list({ page: a, perPage: b })
    if (name === 'newer') return inLocale.newer(a, b)
    return inLocale.older(a, b)
  })
  return JSON.stringify(await Promise.all(all))
}

function valuesOf(reports: readonly StoredReport[]): (read: string) => string {
  return createReadValues(indexOf(rowsOf(reports)))
}

function rowsOf(reports: readonly StoredReport[]) {
  return reports.map((report) => {
    const { id, slug: name, createdAt } = report.facts
    const { version, entryVersion, entry } = encodeReport(report)
    const place = { sources: '', pack: 'a', at: 0, length: 0 }
    return {
      head: { id, name, time: Date.parse(createdAt), version, entryVersion, ...place },
      entry,
    }
  })
}

function stored(id: number, title = ''): StoredReport {
  return {
    facts: { id, slug: 'report', createdAt: '2026-11-20T00:00:00Z', symbols: [], prices: {}, sources: [] },
    texts: {
      en: {
        ...{ title: 'one', summary: '', readingMinutes: 1 },
        body: { kind: 'sections', sections: [{ id: 'start', title, blocks: [] }] },
      },
    },
  }
}
