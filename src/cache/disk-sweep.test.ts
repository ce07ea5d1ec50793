import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { sweepDisk } from './disk-sweep.ts'
import { createDiskTier } from './disk-tier.ts'
import type { Entry } from './entry.ts'

const sweep = suite('cache/disk-sweep')

const plenty = 1024 * 1024
const block = 4096
const now = Date.now()

/** Puts a file there as a tier would have, by its path below the folder. */
async function put(folder: string, path: string, endsAt: number, bytes = 100): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, Buffer.alloc(bytes))
  await utimes(file, new Date(endsAt), new Date(endsAt))
}

async function pathsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort()
}

sweep('removes entries whose life is over, and no others', () =>
  inTemporaryFolder(async (folder) => {
    await put(folder, 'b1/aa/over.entry', now - 1)
    await put(folder, 'b1/bb/living.entry', now + 1_000)

    await sweepDisk(folder, new Set(['b1']), plenty, now)

    assert.equal(await pathsIn(folder), ['b1/bb/living.entry'])
  }),
)

sweep('knows the end of what a tier wrote', () =>
  inTemporaryFolder(async (folder) => {
    const clock = { now }
    const tier = createDiskTier(folder, { maxBytes: plenty, now: () => clock.now })
    const lifetime = { freshForMs: 1_000, staleForMs: 2_000, staleIfErrorMs: 5_000 }
    const entry: Entry = { bodies: {}, meta: {}, madeAt: now, lifetime, tags: [], version: 1 }
    await tier.write({ build: 'b1', address: '/' }, entry)

    clock.now = now + 5_900
    await tier.sweep(new Set(['b1']))
    const before = await pathsIn(folder)
    clock.now = now + 6_001
    await tier.sweep(new Set(['b1']))

    assert.is(before.length, 1)
    assert.equal(await pathsIn(folder), [])
  }),
)

sweep('removes builds that are not kept, and nothing that is not a build', () =>
  inTemporaryFolder(async (folder) => {
    await put(folder, 'old/aa/1.entry', now + 1_000)
    await put(folder, 'b1/aa/1.entry', now + 1_000)
    await put(folder, 'b2/aa/1.entry', now + 1_000)
    await put(folder, 'invalidations.ndjson', now - 1_000)

    await sweepDisk(folder, new Set(['b1', 'b2', 'not-there']), plenty, now)

    assert.equal(await pathsIn(folder), ['b1/aa/1.entry', 'b2/aa/1.entry', 'invalidations.ndjson'])
    assert.equal((await readdir(folder)).sort(), ['b1', 'b2', 'invalidations.ndjson'])
  }),
)

sweep('removes the entries nearest to their end until the rest fits', () =>
  inTemporaryFolder(async (folder) => {
    await put(folder, 'b1/aa/second.entry', now + 2_000)
    await put(folder, 'b2/aa/fourth.entry', now + 4_000)
    await put(folder, 'b1/bb/first.entry', now + 1_000)
    await put(folder, 'b2/bb/third.entry', now + 3_000)

    await sweepDisk(folder, new Set(['b1', 'b2']), 2 * block, now)

    assert.equal(await pathsIn(folder), ['b2/aa/fourth.entry', 'b2/bb/third.entry'])
  }),
)

sweep('counts whole blocks, as disks do', () =>
  inTemporaryFolder(async (folder) => {
    await put(folder, 'b1/aa/tiny.entry', now + 1_000, 1)
    await put(folder, 'b1/aa/more.entry', now + 2_000, block + 1)

    await sweepDisk(folder, new Set(['b1']), 3 * block, now)
    const atTheBound = await pathsIn(folder)
    await sweepDisk(folder, new Set(['b1']), 3 * block - 1, now)

    assert.equal(atTheBound, ['b1/aa/more.entry', 'b1/aa/tiny.entry'])
    assert.equal(await pathsIn(folder), ['b1/aa/more.entry'])
  }),
)

sweep('leaves drafts alone while they may be under way, however full it is', () =>
  inTemporaryFolder(async (folder) => {
    await put(folder, 'b1/aa/1.entry.x.tmp', now - 1_000)
    await put(folder, 'b1/aa/2.entry.x.tmp', now + 1_000)

    await sweepDisk(folder, new Set(['b1']), 0, Date.now())

    assert.is((await pathsIn(folder)).length, 2)
  }),
)

sweep('removes drafts nobody finished, whatever end they bear', () =>
  inTemporaryFolder(async (folder) => {
    await put(folder, 'b1/aa/1.entry.x.tmp', now - 1_000)
    await put(folder, 'b1/aa/2.entry.x.tmp', now + 3_600_000)

    await sweepDisk(folder, new Set(['b1']), plenty, Date.now() + 61_000)

    assert.equal(await pathsIn(folder), [])
  }),
)

sweep('finds nothing to do in a folder that is not there', () =>
  inTemporaryFolder(async (folder) => {
    await sweepDisk(join(folder, 'missing'), new Set(['b1']), plenty, now)

    assert.equal(await readdir(folder), [])
  }),
)

sweep('may be done by several at once', () =>
  inTemporaryFolder(async (folder) => {
    for (let index = -100; index < 50; index++) await put(folder, `b1/${index & 7}/${index}.entry`, now + index)
    for (let index = 0; index < 50; index++) await put(folder, `old/${index & 7}/${index}.entry`, now + index)

    const once = () => sweepDisk(folder, new Set(['b1']), 10 * block, now)
    await Promise.all([once(), once(), once(), once()])

    assert.is((await pathsIn(folder)).length, 10)
    assert.equal(await readdir(folder), ['b1'])
  }),
)

sweep.run()
