/**
 * A site is changed at random, and after each change built incrementally in one folder and from nothing in another, by two
 * threads and by one. Both must be the same build, byte for byte, and every file of it must be as its manifest says.
 * Run: node --import ./src/testing/typescript.mjs benchmarks/random-edits.ts [rounds] [seed]
 */
import { join } from 'node:path'
import { withCompiled } from '../src/testing/compiled.ts'
import { inTemporaryFolder } from '../src/testing/temporary-folder.ts'

const rounds = Number(process.argv[2] ?? 200)
const firstSeed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
/** A site that has been changed this often is given up for another. */
const roundsPerSeed = 25

const sums = { rounds: 0, bytes: 0, pages: 0, unlike: 0, stopped: 0, made: 0, planned: 0 }
await withCompiled(async (compiled) => {
  const module = join(compiled, 'src/testing/random-edits.js')
  const { randomEdits } = (await import(module)) as typeof import('../src/testing/random-edits.ts')
  for (let seed = firstSeed; sums.rounds < rounds; seed++) {
    const ofSeed = Math.min(roundsPerSeed, rounds - sums.rounds)
    await inTemporaryFolder((folder) =>
      randomEdits(folder, seed, ofSeed, ({ edits, sameness, isStoppedFirst, made, pages }) => {
        sums.rounds++
        sums[sameness]++
        sums.stopped += isStoppedFirst ? 1 : 0
        sums.made += made
        sums.planned += pages
        console.log(`${sums.rounds}: ${made} of ${pages} pages made, same ${sameness}: ${edits.join(', ')}`)
      }),
    )
  }
})
console.log(
  `seeds from ${firstSeed}: ${sums.rounds} rounds, ${sums.bytes} of them the same bytes, ${sums.pages} the same but for better ` +
    `brotli that was kept, ${sums.unlike} with a broken report that was kept as it was; ` +
    `${sums.stopped} after a build that was stopped; ${sums.made} of ${sums.planned} pages made`,
)
