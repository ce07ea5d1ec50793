/** What requests for pages that are not hot leave for the next major collection of garbage, for which hot pages wait. */
import { execFile } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LeavingWork } from '../testing/left-behind.ts'

const left = suite('serve/left-behind')

left('nothing by their heads', async () => {
  const mebibytes = await leftBy('head')

  assert.ok(mebibytes < little, `${mebibytes} MiB`)
})

left('nothing by their loaders, and by what goes to a thread and comes back', async () => {
  const mebibytes = await leftBy('loader')

  assert.ok(mebibytes < little, `${mebibytes} MiB`)
})

left('nothing by the pool of threads', async () => {
  const mebibytes = await leftBy('pool')

  assert.ok(mebibytes < little, `${mebibytes} MiB`)
})

left.run()

/** The mistakes that were made left 10 to 35 MiB. */
const little = 4
const run = promisify(execFile)
const program = fileURLToPath(new URL(`../testing/left-behind${extname(import.meta.url)}`, import.meta.url))

/** In mebibytes, the least of up to three processes: one may have other things to keep, the mistakes left theirs in each. */
async function leftBy(work: LeavingWork): Promise<number> {
  let least = Infinity
  for (let tried = 0; tried < 3 && least >= little; tried++) {
    const { stdout } = await run(process.execPath, [program, work])
    least = Math.min(least, Number(stdout) / 1024 ** 2)
  }
  return least
}
