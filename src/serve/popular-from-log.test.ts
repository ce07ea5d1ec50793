import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../core/errors.ts'
import { popularFile } from '../output/layout.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { addLogToPopularity } from './popular-from-log.ts'

const fromLog = suite('serve/popular-from-log')

function line(path: string, status = 200): string {
  return `203.0.113.9 - - [20/Nov/2026:07:31:02 +0700] "GET ${path} HTTP/1.1" ${status} 3122\n`
}

fromLog('adds the hits of a log to those the file holds, the most popular first', () =>
  inTemporaryFolder(async (out) => {
    const log = join(out, 'access.log')
    await writeFile(log, line('/vi/shop').repeat(3) + line('/vi/nope', 404) + line('/vi/') + 'garbage\n')
    await writeFile(popularFile(out), '{"format":1,"pages":{"/vi/":4.5}}')

    const counts = await addLogToPopularity(log, out)

    assert.equal(counts, { lines: 6, hits: 4, pages: 2 })
    const { pages } = JSON.parse(await readFile(popularFile(out), 'utf8')) as { pages: Record<string, number> }
    assert.equal(Object.entries(pages), [
      ['/vi/', 5.5],
      ['/vi/shop', 3],
    ])
  }),
)

fromLog('says which log cannot be read, and leaves the file alone', () =>
  inTemporaryFolder(async (out) => {
    await mkdir(join(out, 'folder'))

    const missing = await addLogToPopularity(join(out, 'no.log'), out).catch((error: unknown) => error)
    const folder = await addLogToPopularity(join(out, 'folder'), out).catch((error: unknown) => error)

    assert.instance(missing, EnddelError)
    assert.match((missing as Error).message, 'no.log: cannot be read')
    assert.instance(folder, EnddelError)
  }),
)

fromLog.run()
