import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shortHash } from '../core/short-hash.ts'
import { row, written } from '../testing/source-suite.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { packCountFor, packNumberOf, readPack } from './pack-file.ts'
import { type KeptReport, type Pack, type PackedDraft, type PackedReport, writePack } from './report-packs.ts'

const packs = suite('content/report-packs')

packs('hold the bodies of reports where their heads say, and are named by their bytes', () =>
  inTemporaryFolder(async (folder) => {
    const { name, reports } = await writePack(folder, [
      draft('dip', { en: written(3) }),
      draft('rally', { vi: written(2) }),
    ])

    const bytes = readPack(folder, name!)!
    const [dip, rally] = reports.map(newOne)
    assert.equal(await readdir(folder), [name])
    assert.match(name!, /^[0-9a-f]{32}\.ndjson$/)
    assert.equal([dip!.head.at, rally!.head.at], [0, dip!.head.length])
    assert.equal(Object.keys(JSON.parse(bytes.subarray(rally!.head.at).toString())), ['vi'])
    assert.equal([dip!.head.id, dip!.head.name, dip!.head.time], [3, 'dip', Date.parse('2026-11-20T07:30:00+07:00')])
    const part = bytes.subarray(0, dip!.head.length)
    assert.is(shortHash(Buffer.concat([Buffer.from(dip!.entry), part])), dip!.head.version)
  }),
)

packs('read texts that a source gave only the place of', () =>
  inTemporaryFolder(async (folder) => {
    const place = join(folder, 'en.md')
    await writeFile(place, written(3))
    const texts = [{ place, lang: 'en', text: undefined }]

    const fromPlace = await writePack(join(folder, 'packs'), [
      { name: 'dip', raw: { slug: 'dip', place, stamp: '1', texts }, kept: undefined },
    ])

    assert.equal(fromPlace, await writePack(join(folder, 'packs'), [draft('dip', { en: written(3) })]))
  }),
)

packs('are the same for the same reports, and written once', () =>
  inTemporaryFolder(async (folder) => {
    const drafts = [draft('dip', { en: written(3) }), draft('report-7', row(7))]

    const first = await writePack(folder, drafts)
    const again = await writePack(folder, drafts)

    assert.equal(again, first)
    assert.equal(await readdir(folder), [first.name])
  }),
)

packs('keep what was not looked at as it was', () =>
  inTemporaryFolder(async (folder) => {
    const { kept } = await before(folder)
    const bytesBefore = bodiesOf(folder, kept('dip'))

    const pack = await writePack(folder, [
      draft('added', { en: written(1) }),
      { name: 'dip', raw: undefined, kept: kept('dip') },
    ])

    const [, dip] = pack.reports
    assert.equal(without(dip!, 'at'), { kind: 'kept', name: 'dip', sources: undefined, problem: undefined })
    assert.equal(bodiesOf(folder, { ...kept('dip'), pack: pack.name!, at: keptOne(dip!).at }), bytesBefore)
  }),
)

packs('keep what has the same texts after all, under whatever stamp', () =>
  inTemporaryFolder(async (folder) => {
    const { name, kept } = await before(folder)

    const pack = await writePack(folder, [
      { ...draft('dip', { en: written(3) }, 'another stamp'), kept: kept('dip') },
      { ...draft('rally', { vi: written(2), en: written(2, 'Rally') }, 'another stamp'), kept: kept('rally') },
    ])

    assert.is(pack.name, name)
    assert.equal(
      pack.reports.map(({ kind, sources, problem }) => [kind, sources, problem]),
      [
        ['kept', kept('dip').sources, undefined],
        ['kept', kept('rally').sources, undefined],
      ],
    )
  }),
)

packs('tell the same text in another language from what was there', () =>
  inTemporaryFolder(async (folder) => {
    const { kept } = await before(folder)

    const pack = await writePack(folder, [{ ...draft('dip', { vi: written(3) }), kept: kept('dip') }])

    assert.equal(Object.keys(JSON.parse(newOne(pack.reports[0]!).entry).texts), ['vi'])
  }),
)

packs('hold what has changed in place of what was', () =>
  inTemporaryFolder(async (folder) => {
    const { kept } = await before(folder)

    const pack = await writePack(folder, [{ ...draft('dip', { en: written(3, 'Other') }), kept: kept('dip') }])

    const { head } = newOne(pack.reports[0]!)
    assert.match(bodiesOf(folder, { ...kept('dip'), ...head, pack: pack.name! }), 'Other')
    assert.not.equal(head.sources, kept('dip').sources)
  }),
)

packs('leave out what cannot be shown and has no state before, and tell why', () =>
  inTemporaryFolder(async (folder) => {
    const pack = await writePack(folder, [draft('dip', { en: 'no front matter' }), draft('rally', { en: written(2) })])

    const [dip, rally] = pack.reports
    assert.is(dip!.kind, 'none')
    assert.is(dip!.problem!.slug, 'dip')
    assert.match(dip!.problem!.message, 'dip/en.md:1: no front matter')
    assert.type(dip!.sources, 'string')
    assert.is(newOne(rally!).head.at, 0)
  }),
)

packs('keep the state before of what cannot be shown, and tell why', () =>
  inTemporaryFolder(async (folder) => {
    const { name, kept } = await before(folder)

    const pack = await writePack(folder, [
      { ...draft('dip', { en: 'no front matter' }), kept: kept('dip') },
      { name: 'rally', raw: undefined, kept: kept('rally') },
    ])

    const [dip] = pack.reports
    assert.is(pack.name, name)
    assert.is(keptOne(dip!).at, kept('dip').at)
    assert.match(dip!.problem!.message, 'no front matter')
    assert.not.equal(dip!.sources, kept('dip').sources)
  }),
)

packs('leave out a report of which a file is gone, and read those after it', () =>
  inTemporaryFolder(async (folder) => {
    const { kept } = await before(folder)
    const texts = [{ place: join(folder, 'gone.md'), lang: 'en', text: undefined }]

    const pack = await writePack(folder, [
      { name: 'dip', raw: { slug: 'dip', place: 'dip', stamp: '1', texts }, kept: kept('dip') },
      draft('rally', { en: written(2) }),
    ])

    assert.equal(pack.reports[0], { kind: 'none', name: 'dip', sources: undefined, problem: undefined })
    assert.is(newOne(pack.reports[1]!).head.id, 2)
  }),
)

packs('are no file when nothing is in them', () =>
  inTemporaryFolder(async (folder) => {
    const pack = await writePack(folder, [draft('dip', { en: 'no front matter' })])

    assert.is(pack.name, undefined)
    assert.equal(await readdir(folder), [])
  }),
)

packs('are not made from one that is damaged or gone: what was to be kept is lost', () =>
  inTemporaryFolder(async (folder) => {
    const { name, kept } = await before(folder)
    const path = join(folder, name)
    const pack = () =>
      writePack(folder, [
        { name: 'dip', raw: undefined, kept: kept('dip') },
        { ...draft('rally', { en: 'no front matter' }), kept: kept('rally') },
        draft('added', { en: written(1) }),
      ])
    const bytes = await readFile(path)

    await writeFile(path, Buffer.concat([bytes, Buffer.from(' ')]))
    const damaged = await pack()
    const isRead = readPack(folder, name)
    await rm(path)
    const gone = await pack()

    assert.equal(
      damaged.reports.map(({ kind }) => kind),
      ['lost', 'lost', 'new'],
    )
    assert.equal([damaged.name, isRead, gone], [undefined, undefined, damaged])
    assert.equal(await readdir(folder), [])
  }),
)

packs('do without a damaged one of which nothing is kept', () =>
  inTemporaryFolder(async (folder) => {
    const { name, kept } = await before(folder)
    await writeFile(join(folder, name), 'damage')

    const pack = await writePack(folder, [{ ...draft('dip', { en: written(3, 'Other') }), kept: kept('dip') }])

    assert.is(newOne(pack.reports[0]!).head.id, 3)
  }),
)

packs('do not take a mistake of the program for one of the report', () =>
  inTemporaryFolder(async (folder) => {
    const broken = draft('dip', { en: undefined as unknown as string })

    const mistake = writePack(folder, [{ ...broken, raw: { ...broken.raw!, texts: [{} as never] } }])

    assert.instance(await mistake.catch((error: unknown) => error), TypeError)
  }),
)

packs('grow in number by doubling, to some dozens of reports in each', () => {
  const counts = [0, 1, 64, 65, 128, 129, 10_000, 100_000].map(packCountFor)

  assert.equal(counts, [1, 1, 1, 2, 2, 4, 256, 2048])
})

packs('share reports among them by name alone, evenly', () => {
  const sizes = Array.from({ length: 8 }, () => 0)
  for (let id = 0; id < 512; id++) sizes[packNumberOf(`report-${id}`, 8)]!++

  assert.ok(
    sizes.every((size) => size > 32 && size < 128),
    sizes.join(),
  )
  assert.is(packNumberOf('report-1', 8), packNumberOf('report-1', 16) % 8)
})

packs.run()

function draft(name: string, texts: Record<string, string> | string, stamp = '1'): PackedDraft {
  const parts =
    typeof texts === 'string'
      ? [{ place: `${name}.json`, lang: undefined, text: texts }]
      : Object.entries(texts).map(([lang, text]) => ({ place: `${name}/${lang}.md`, lang, text }))
  return { name, raw: { slug: name, place: name, stamp, texts: parts }, kept: undefined }
}

/** A pack of two reports that was written before. */
async function before(folder: string): Promise<{ name: string; kept(name: string): KeptReport }> {
  const pack = (await writePack(folder, [
    draft('dip', { en: written(3) }),
    draft('rally', { vi: written(2), en: written(2, 'Rally') }),
  ])) as Pack & { name: string }
  return {
    name: pack.name,
    kept(name) {
      const { at, length, sources } = newOne(pack.reports.find((report) => report.name === name)!).head
      return { pack: pack.name, at, length, sources }
    },
  }
}

function bodiesOf(folder: string, { pack, at, length }: KeptReport): string {
  return readPack(folder, pack)!
    .subarray(at, at + length)
    .toString()
}

function newOne(report: PackedReport) {
  if (report.kind !== 'new') throw new Error(`${report.name} is ${report.kind}: ${report.problem?.message}`)
  return report
}

function keptOne(report: PackedReport) {
  if (report.kind !== 'kept') throw new Error(`${report.name} is ${report.kind}: ${report.problem?.message}`)
  return report
}

function without(report: PackedReport, field: string): object {
  return Object.fromEntries(Object.entries(report).filter(([name]) => name !== field))
}
