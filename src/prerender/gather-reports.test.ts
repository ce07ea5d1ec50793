import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readIndex, type ReportHead, type ReportIndex } from '../content/report-index.ts'
import { packNumberOf, readPack } from '../content/pack-file.ts'
import { type PackedDraft, writePack } from '../content/report-packs.ts'
import type { ReportProblem } from '../content/report-source.ts'
import { indexBytes } from '../testing/index-bytes.ts'
import { written } from '../testing/source-suite.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { type GatheredReports, gatherReports, type ReportsBefore } from './gather-reports.ts'

const gathering = suite('prerender/gather-reports')

const broken = 'no front matter'

gathering('has all reports of a source, newest first, with the packs their bodies are in', () =>
  withReports({ dip: written(3), rally: written(2) }, async ({ gather, folder }) => {
    const { index, packs, problems, written: packed } = await gather()

    const heads = headsOf(index)
    assert.equal(
      heads.map(({ id, name }) => [id, name]),
      [
        [3, 'dip'],
        [2, 'rally'],
      ],
    )
    assert.is(packs.length, 1)
    assert.equal(packed, packs)
    assert.ok(readPack(folder, packs[0]!)!.length > heads[0]!.length)
    assert.equal(problems, [])
  }),
)

gathering('reads nothing and writes nothing when nothing has changed', () =>
  withReports({ dip: written(3), rally: written(2) }, async ({ gather, read, isAsFromNothing }) => {
    await gather()
    read.length = 0

    const { written: packed } = await gather()

    assert.equal([packed, read], [[], []])
    assert.ok(await isAsFromNothing())
  }),
)

gathering('reads only what may have changed, and parses only what has', () =>
  withReports(
    { dip: written(3), rally: written(2) },
    async ({ reports, gather, read, write, packed, isAsFromNothing }) => {
      const first = await gather()
      read.length = 0
      packed.length = 0

      // Touched, and nothing else.
      write('dip', written(3))
      const { index, seen } = await gather()

      assert.equal(read, ['dip'])
      assert.equal(
        packed.map(({ name, raw, kept }) => [name, raw !== undefined, kept !== undefined]),
        [
          ['dip', true, true],
          ['rally', false, true],
        ],
      )
      assert.ok(isSame(index, first.index))
      assert.is(seen.dip![0], reports.get('dip')!.stamp)
      read.length = 0
      await gather()
      assert.equal(read, [])
      assert.ok(await isAsFromNothing())
    },
  ),
)

gathering('follows reports that are added, changed, renamed and removed', () =>
  withReports({ dip: written(3), rally: written(2) }, async ({ reports, gather, write, isAsFromNothing }) => {
    await gather()

    write('added', written(4))
    const added = namesOf(await gather())
    const addedIsSame = await isAsFromNothing()
    write('rally', written(2, 'Other'))
    const changed = namesOf(await gather())
    const changedIsSame = await isAsFromNothing()
    reports.delete('dip')
    write('renamed', written(3))
    const renamed = namesOf(await gather())
    const renamedIsSame = await isAsFromNothing()
    reports.delete('added')
    const removed = namesOf(await gather())
    const removedIsSame = await isAsFromNothing()

    assert.equal(
      [added, changed, renamed, removed],
      [
        ['added', 'dip', 'rally'],
        ['added', 'dip', 'rally'],
        ['added', 'renamed', 'rally'],
        ['renamed', 'rally'],
      ],
    )
    assert.equal([addedIsSame, changedIsSame, renamedIsSame, removedIsSame], [true, true, true, true])
  }),
)

gathering('takes a report of any name', () =>
  withReports({ ['__proto__']: written(2) }, async ({ gather, write, read, isAsFromNothing }) => {
    await gather()
    write('constructor', written(1))
    write('toString', written(3))
    const first = await gather()
    read.length = 0

    const second = await gather()

    assert.equal(namesOf(first), ['toString', '__proto__', 'constructor'])
    assert.ok(isSame(second.index, first.index))
    assert.equal(read, [])
    assert.ok(await isAsFromNothing())
  }),
)

gathering('has none when the last is removed', () =>
  withReports({ dip: written(3) }, async ({ reports, gather, isAsFromNothing }) => {
    await gather()
    reports.delete('dip')

    const { packs, index } = await gather()

    assert.equal([packs, index.size], [[], 0])
    assert.ok(await isAsFromNothing())
  }),
)

gathering('shows of two reports with one id the first by name, tells of the other, and names both', () =>
  withReports({ dip: written(3), rally: written(3) }, async ({ gather, isAsFromNothing }) => {
    const first = await gather()
    const again = await gather()

    const problems = [
      {
        slug: 'rally',
        message: 'place of rally: has the id 3, and so has place of dip',
        hint: 'give one of them another id',
      },
    ]
    assert.equal([first.problems, again.problems], [problems, problems])
    assert.equal([namesOf(first), namesOf(again)], [['dip'], ['dip']])
    assert.ok(await isAsFromNothing())
  }),
)

gathering('shows the second when the first is gone, or has another id', () =>
  withReports({ dip: written(3), rally: written(3) }, async ({ reports, gather, write, isAsFromNothing }) => {
    await gather()

    write('dip', written(4))
    const both = await gather()
    const bothAreSame = await isAsFromNothing()
    write('dip', written(3))
    await gather()
    reports.delete('dip')
    const second = await gather()

    assert.equal([namesOf(both), namesOf(second)], [['dip', 'rally'], ['rally']])
    assert.equal([both.problems, second.problems], [[], []])
    assert.ok(bothAreSame)
    assert.ok(await isAsFromNothing())
  }),
)

gathering('leaves nothing of the second when that is gone', () =>
  withReports({ dip: written(3), rally: written(3) }, async ({ reports, gather, isAsFromNothing }) => {
    await gather()

    reports.delete('rally')
    const { problems, index } = await gather()

    assert.equal([problems, index.size], [[], 1])
    assert.ok(await isAsFromNothing())
  }),
)

gathering('keeps a report that cannot be shown as it was, and tells why for as long as it is so', () =>
  withReports({ dip: written(3), rally: written(2) }, async ({ gather, write, read }) => {
    const first = await gather()

    write('dip', broken)
    const second = await gather()
    read.length = 0
    const third = await gather()
    write('rally', written(2, 'Other'))
    const fourth = await gather()

    assert.ok(isSame(second.index, first.index) && isSame(third.index, first.index))
    for (const { problems } of [second, third, fourth]) {
      assert.equal(
        problems.map(({ slug, message }) => [slug, message]),
        [['dip', 'dip/en.md:1: no front matter']],
      )
    }
    assert.equal(read, ['rally'])
    assert.equal(versionsOf(fourth, 'dip'), versionsOf(first, 'dip'))
  }),
)

gathering('shows a report again when it is mended, as what it is then', () =>
  withReports({ dip: written(3), rally: written(2) }, async ({ gather, write, isAsFromNothing }) => {
    const first = await gather()
    write('dip', broken)
    await gather()

    write('dip', written(3))
    const asBefore = await gather()
    write('dip', broken)
    await gather()
    write('dip', written(3, 'Other'))
    const changed = await gather()

    assert.ok(isSame(asBefore.index, first.index))
    assert.equal([asBefore.problems, changed.problems], [[], []])
    assert.ok(await isAsFromNothing())
  }),
)

gathering('leaves out a report that could never be shown, tells why, and has it when it is mended', () =>
  withReports({ dip: broken, rally: written(2) }, async ({ gather, write, read, isAsFromNothing }) => {
    const first = await gather()
    read.length = 0
    const second = await gather()
    const isSame = await isAsFromNothing()
    read.length = 0
    write('dip', written(3))
    const third = await gather()

    assert.equal([namesOf(first), namesOf(second), namesOf(third)], [['rally'], ['rally'], ['dip', 'rally']])
    assert.equal(
      [first, second, third].map(({ problems }) => problems.length),
      [1, 1, 0],
    )
    assert.equal(read, ['dip'])
    assert.ok(isSame)
    assert.ok(await isAsFromNothing())
  }),
)

gathering('has nothing of a report that is removed while it cannot be shown', () =>
  withReports({ dip: written(3), rally: written(2) }, async ({ reports, gather, write, isAsFromNothing }) => {
    await gather()
    write('dip', broken)
    await gather()

    reports.delete('dip')
    const { problems } = await gather()

    assert.equal(problems, [])
    assert.ok(await isAsFromNothing())
  }),
)

gathering('keeps a report that cannot even be listed any more, once, whatever is wrong with it', () =>
  withReports({ dip: written(3), rally: written(2) }, async ({ reports, problems, gather, write, isAsFromNothing }) => {
    const first = await gather()
    reports.delete('dip')
    problems.push({ slug: 'dip', message: 'no language' }, { slug: 'dip', message: 'stands twice' })

    const second = await gather()
    const third = await gather()
    problems.length = 0
    write('dip', written(3))
    const fourth = await gather()

    assert.ok([second, third, fourth].every(({ index }) => isSame(index, first.index)))
    const messages = (gathered: GatheredReports) => gathered.problems.map(({ message }) => message).sort()
    assert.equal([second, third, fourth].map(messages), [
      ['no language', 'stands twice'],
      ['no language', 'stands twice'],
      [],
    ])
    assert.ok(await isAsFromNothing())
  }),
)

gathering('leaves out what could never be listed', () =>
  withReports({ rally: written(2) }, async ({ problems, gather }) => {
    problems.push({ slug: 'dip', message: 'no language' })

    const gathered = await gather()

    assert.equal(namesOf(gathered), ['rally'])
    assert.equal(gathered.problems, [{ slug: 'dip', message: 'no language' }])
  }),
)

gathering('reads everything again, and parses nothing, when it was not this machine that looked at it before', () =>
  withReports({ dip: written(3), rally: written(2) }, async ({ gather, forget, packed, read }) => {
    const first = await gather()
    forget()
    read.length = 0
    packed.length = 0

    const second = await gather()

    assert.equal(read, ['dip', 'rally'])
    assert.ok(packed.every(({ kept }) => kept !== undefined))
    assert.ok(isSame(second.index, first.index))
  }),
)

gathering('parses all of a pack anew when it is damaged, and leaves out what cannot be shown', () =>
  withReports({ dip: written(3), rally: written(2), rise: written(1) }, async (tested) => {
    const { folder, problems, reports, gather, write, read, isAsFromNothing } = tested
    await gather()
    write('dip', broken)
    const { packs } = await gather()
    await writeFile(join(folder, packs[0]!), 'damage')
    reports.delete('rise')
    problems.push({ slug: 'rise', message: 'no language' })
    read.length = 0

    write('rally', written(2, 'Other'))
    const gathered = await gather()

    assert.equal(namesOf(gathered), ['rally'])
    assert.equal(
      gathered.problems.map(({ message }) => message),
      ['dip/en.md:1: no front matter', 'no language'],
    )
    assert.equal(read, ['rally', 'dip', 'rally'])
    assert.ok(await isAsFromNothing())
  }),
)

gathering('leaves packs alone in which nothing has changed', () =>
  withReports(many(200), async ({ gather, write, read, isAsFromNothing }) => {
    const first = await gather()
    read.length = 0

    write('report-7', written(7, 'Other'))
    const { packs, written: packed } = await gather()

    assert.is(packs.length, 4)
    assert.equal(read, ['report-7'])
    assert.is(packed.length, 1)
    assert.equal(
      packs.filter((name) => !first.packs.includes(name)),
      packed,
    )
    assert.ok(await isAsFromNothing())
  }),
)

gathering('shares reports among more packs when they are too many, and back', () =>
  withReports(many(64), async ({ reports, gather, write, isAsFromNothing }) => {
    const before = await gather()

    write('report-64', written(64))
    const more = await gather()
    const moreIsSame = await isAsFromNothing()
    reports.delete('report-64')
    const back = await gather()

    assert.equal([before.packs.length, more.packs.length], [1, 2])
    assert.ok(moreIsSame)
    assert.ok(isSame(back.index, before.index))
    assert.ok(await isAsFromNothing())
  }),
)

gathering('joins two packs also when so many are gone that as many are left as one held', () =>
  withReports(many(65), async ({ reports, gather, isAsFromNothing }) => {
    await gather()
    const [first, ...others] = [...reports.keys()].sort()
    const number = packNumberOf(first!, 2)
    const mates = others.filter((name) => packNumberOf(name, 2) === number)
    const [, ...strangers] = others.filter((name) => packNumberOf(name, 2) !== number)

    for (const name of [...strangers, mates.at(-1)!]) reports.delete(name)
    const { packs } = await gather()

    assert.is(reports.size, mates.length + 1)
    assert.is(packs.length, 1)
    assert.ok(await isAsFromNothing())
  }),
)

gathering('writes no more packs at a time than it has lanes', () =>
  withReports(many(700), async ({ gather, atOnce }) => {
    await gather()

    assert.is(Math.max(...atOnce), 2)
    assert.is(atOnce.length, 16)
  }),
)

gathering('has the same as from nothing after whatever was written, twins and all', () => {
  const edit = fc.record({
    name: fc.integer({ min: 0, max: 72 }),
    // Few more ids than names, so that there are twins; about as many names as one pack holds.
    id: fc.integer({ min: 1, max: 80 }),
    what: fc.constantFrom('write', 'write', 'touch', 'remove', 'forget'),
    text: fc.constantFrom('a', 'b'),
  })
  const rounds = fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: 10, maxLength: 40 })
  const property = fc.asyncProperty(rounds, (rounds) =>
    withReports(many(60), async ({ reports, gather, write, forget, isAsFromNothing }) => {
      for (const edits of rounds) {
        for (const { name, id, what, text } of edits) {
          const slug = `report-${name}`
          if (what === 'write') write(slug, written(id, text))
          else if (what === 'touch' && reports.has(slug)) write(slug, reports.get(slug)!.text)
          else if (what === 'remove') reports.delete(slug)
          else if (what === 'forget' && name === 0) forget()
        }
        await gather()
        assert.ok(await isAsFromNothing())
      }
    }),
  )

  return fc.assert(property, { numRuns: 12, seed: 20261122, endOnFailure: true })
})

gathering.run()

/** A source of reports that are one text each, and what is gathered of it time after time. */
async function withReports(
  texts: Record<string, string>,
  work: (tested: ReturnType<typeof createTested>) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => work(createTested(folder, texts)))
}

function createTested(folder: string, texts: Record<string, string>) {
  const reports = new Map<string, { stamp: string; text: string }>()
  const problems: ReportProblem[] = []
  const read: string[] = []
  const packed: PackedDraft[] = []
  const atOnce: number[] = []
  let older: ReportsBefore | undefined
  let last: GatheredReports | undefined
  let stamps = 0
  let underWay = 0
  const write = (slug: string, text: string) => void reports.set(slug, { stamp: `${++stamps}`, text })
  for (const [slug, text] of Object.entries(texts)) write(slug, text)

  function gatherFrom(before: ReportsBefore | undefined): Promise<GatheredReports> {
    const drafts = [...reports].map(([slug, { stamp }]) => ({ slug, place: `place of ${slug}`, stamp }))
    return gatherReports({
      source: {
        async read(drafts) {
          read.push(...drafts.map(({ slug }) => slug))
          return drafts.map((draft) => {
            const { text } = reports.get(draft.slug)!
            return { ...draft, texts: [{ place: `${draft.slug}/en.md`, lang: 'en', text }] }
          })
        },
      },
      listing: { drafts, problems: [...problems] },
      older: before,
      async pack(drafts) {
        atOnce.push(++underWay)
        await new Promise(setImmediate)
        underWay--
        packed.push(...drafts)
        return writePack(folder, drafts)
      },
      lanes: 2,
    })
  }

  return {
    ...{ folder, reports, problems, read, packed, atOnce, write },
    async gather() {
      last = await gatherFrom(older)
      const seen = JSON.parse(JSON.stringify(last.seen)) as ReportsBefore['seen']
      older = { index: readIndex(indexBytes(last.index), 'index'), problems: last.problems, seen }
      return last
    },
    /** As on another machine, which has the build and not what was seen. */
    forget() {
      older = older && { ...older, seen: {} }
    },
    async isAsFromNothing(): Promise<boolean> {
      const { index, problems } = await gatherFrom(undefined)
      return isSame(index, last!.index) && JSON.stringify(problems) === JSON.stringify(last!.problems)
    },
  }
}

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, id) => [`report-${id}`, written(id + 1)]))
}

function namesOf({ index }: GatheredReports): string[] {
  return headsOf(index).map(({ name }) => name)
}

function versionsOf({ index }: GatheredReports, name: string): string {
  const { version, entryVersion } = headsOf(index).find((head) => head.name === name)!
  return `${version} ${entryVersion}`
}

function headsOf(index: ReportIndex): ReportHead[] {
  return Array.from({ length: index.size }, (_, position) => index.headAt(position))
}

function isSame(one: ReportIndex, other: ReportIndex): boolean {
  return indexBytes(one).equals(indexBytes(other))
}
