import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const suites = suite('testing/suites')

suites('all run: a suite without .run() would pass silently', async () => {
  const silent = await testsWhere((text) => count(text, /\bsuite\(/g) !== count(text, /^\w+\.run\(\)$/gm))

  assert.equal(silent, [])
})

suites('hold no test that is skipped or runs alone', async () => {
  const marked = await testsWhere((text) => /^\s*\w+\.(skip|only)\(/m.test(text))

  assert.equal(marked, [])
})

suites('hold tests, each with an assertion', async () => {
  const empty = await testsWhere((text) => {
    const names = [...text.matchAll(/(\w+) = suite\(/g)].map(([, name]) => name)
    const tests = text.split(new RegExp(`^(?=[ \\t]*(?:${names.join('|')})\\(\\s*['"\`])`, 'm')).slice(1)
    return tests.length === 0 || tests.some((test) => !asserting.test(test))
  })

  assert.equal(empty, [])
})

/** The functions named here assert something themselves. */
const asserting =
  /\bassert\.|\bfc\.assert\(|\b(?:assertRead|near|refuses|leavesOut|visitAll|shows|moves|untilPrinted|untilShown)\(/

async function testsWhere(isWrong: (text: string) => boolean): Promise<string[]> {
  const wrong: string[] = []
  for (const folder of ['src', 'templates']) {
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      const file = join(entry.parentPath, entry.name)
      if (entry.isFile() && /\.test\.tsx?$/.test(file) && isWrong(await readFile(file, 'utf8'))) wrong.push(file)
    }
  }
  return wrong
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

suites.run()
