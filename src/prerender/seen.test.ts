import { mkdir, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shortHash } from '../core/short-hash.ts'
import { fileStamp } from '../core/file-stamp.ts'
import { seenFile } from '../output/layout.ts'
import { openFiles } from '../testing/open-files.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { lookAt, readSeen, type Seen, type SeenFile, writeSeen } from './seen.ts'

const seen = suite('prerender/seen')

const facts: Seen = {
  build: '0123456789abcdef',
  options: 'options',
  site: { files: { '/site/site.ts': ['1 2 3', 'hash'] }, modules: [], version: 'site' },
  products: ['', ''],
  market: ['4 5 6', 'market'],
  popular: ['', ''],
  reports: reportsOf({ dip: ['7 8 9', 'dip'] }),
  problems: [{ slug: 'rally', message: 'broken' }],
  isFetching: false,
  unused: 3,
  totals: { pages: 1, htmlBytes: 2, brBytes: 3, imageBytes: 4 },
}

seen('comes back as it was written', () =>
  inTemporaryFolder(async (out) => {
    await writeSeen(out, facts)
    await writeSeen(out, { ...facts, unused: 4 })

    assert.equal(await readSeen(out), { ...facts, unused: 4 })
  }),
)

seen('has reports of any name', () =>
  inTemporaryFolder(async (out) => {
    const reports = Object.entries({ constructor: ['1', 'a'], 'two\nlines': ['2', 'b'], 'Giá "1"': ['3', 'c'] })
    const all = [['__proto__', ['4', 'd']], ...reports] as [string, SeenFile][]
    await writeSeen(out, { ...facts, reports: reportsOf(Object.fromEntries(all)) })

    const read = await readSeen(out)

    assert.equal(Object.entries(read!.reports), all)
  }),
)

seen('leaves no file beside it, also when it cannot be written', () =>
  inTemporaryFolder(async (out) => {
    await writeSeen(out, facts)
    const beside = await readdir(out)
    await rm(seenFile(out))
    await mkdir(join(seenFile(out), 'folder'), { recursive: true })

    const error = await writeSeen(out, facts).catch((failure: unknown) => failure)

    assert.equal(beside, ['seen.ndjson'])
    assert.instance(error, Error)
    assert.equal(await readdir(out), ['seen.ndjson'])
    assert.equal(openFiles(out), [])
  }),
)

seen('is nothing when it is not there, damaged, or of another version', () =>
  inTemporaryFolder(async (out) => {
    const missing = await readSeen(out)
    await writeFile(seenFile(out), '{"format":')
    const damaged = await readSeen(out)
    await writeSeen(out, facts)
    await truncate(seenFile(out), (await readFile(seenFile(out))).length - 3)
    const cut = await readSeen(out)
    await writeFile(seenFile(out), JSON.stringify({ ...facts, format: 99 }))
    const other = await readSeen(out)

    assert.equal([missing, damaged, cut, other], [undefined, undefined, undefined, undefined])
  }),
)

seen('has the hash of a file, which is read only when its stamp is another', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'market.json')
    await writeFile(path, '{}')

    const first = await settledLook(path)
    const known = lookAt(path, [first[0], 'the hash that is known'])
    await utimes(path, 1, 1)
    const touched = lookAt(path, first)
    await writeFile(path, '{ }')
    const changed = lookAt(path, first)

    assert.is(first[1], shortHash('{}'))
    assert.equal(known, [first[0], 'the hash that is known'])
    assert.is(touched[1], first[1])
    assert.is.not(touched[0], first[0])
    assert.is(changed[1], shortHash('{ }'))
  }),
)

seen('has nothing of a file that is not there, or gone', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'products.json')
    const before = lookAt(path, undefined)
    await writeFile(path, '{}')
    const there = await settledLook(path)
    await rm(path)

    assert.equal(
      [before, lookAt(path, there)],
      [
        ['', ''],
        ['', ''],
      ],
    )
  }),
)

seen.run()

/** As they are read: no name has a meaning. */
function reportsOf(reports: Seen['reports']): Seen['reports'] {
  return Object.assign(Object.create(null) as Seen['reports'], reports)
}

/** When the stamp is the one that the file keeps. */
async function settledLook(path: string) {
  while (fileStamp(path) !== fileStamp(path)) await new Promise(setImmediate)
  return lookAt(path, undefined)
}
