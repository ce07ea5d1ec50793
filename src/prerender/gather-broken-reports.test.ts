import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { broken, isSame, namesOf, versionsOf, withReports } from '../testing/gathered-reports.ts'
import { written } from '../testing/source-suite.ts'
import type { GatheredReports } from './gather-reports.ts'

const gathering = suite('prerender/gather-broken-reports')

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

gathering.run()
