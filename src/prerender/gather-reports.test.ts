import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readPack } from '../content/pack-file.ts'
import { headsOf, isSame, many, namesOf, withReports } from '../testing/gathered-reports.ts'
import { written } from '../testing/source-suite.ts'

const gathering = suite('prerender/gather-reports')

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
