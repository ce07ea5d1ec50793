import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { packNumberOf } from '../content/pack-file.ts'
import { broken, isSame, many, namesOf, withReports } from '../testing/gathered-reports.ts'
import { written } from '../testing/source-suite.ts'

const gathering = suite('prerender/gather-packs')

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

gathering.run()
