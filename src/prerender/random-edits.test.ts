import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type EditedRound, randomEdits } from '../testing/random-edits.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'

const editing = suite('prerender/random-edits')

editing('makes of a site changed at random what a build from nothing makes, byte for byte', () =>
  inTemporaryFolder(async (folder) => {
    const rounds: EditedRound[] = []

    // benchmarks/random-edits.ts does hundreds of other ones.
    await randomEdits(folder, 2, 8, (round) => rounds.push(round))

    assert.is(rounds.length, 8)
    assert.ok(rounds.filter(({ sameness }) => sameness === 'bytes').length >= 4)
    assert.ok(rounds.some(({ made, pages }) => made < pages))
  }),
)

editing.run()
