import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { tierSuite } from '../testing/tier-suite.ts'
import { createDiskTier, type DiskTier } from './disk-tier.ts'
import type { Entry } from './entry.ts'

const disk = suite('cache/disk-tier')

const maxBytes = 64 * 1024 * 1024
const key = { build: 'b1', address: '/vi/coin/btc' }

tierSuite('cache/disk-tier, as a tier', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'enddel-test-'))
  return {
    tier: createDiskTier(folder, { maxBytes }),
    close: () => rm(folder, { recursive: true, force: true }),
  }
})

/** A tier with a clock that stands where it is put, in a folder that is not there yet. */
async function withTier(
  work: (tier: DiskTier, folder: string, clock: { now: number }) => Promise<void>,
  bytes = maxBytes,
): Promise<void> {
  await inTemporaryFolder(async (temporary) => {
    const folder = join(temporary, 'out', 'cache')
    const clock = { now: Date.now() }
    await work(createDiskTier(folder, { maxBytes: bytes, now: () => clock.now }), folder, clock)
  })
}

/** Lives for a minute, or as long as it is told. */
function entryOf(meta: unknown, forMs = 60_000): Entry {
  const lifetime = { freshForMs: forMs, staleForMs: 0, staleIfErrorMs: 0 }
  return { bodies: { html: Buffer.from('<p>') }, meta, madeAt: Date.now(), lifetime, tags: [], version: 1 }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

disk('is shared by all who use the folder', () =>
  withTier(async (tier, folder) => {
    await tier.write(key, entryOf('shared'))

    const other = createDiskTier(folder, { maxBytes })

    assert.is((await other.read(key))?.meta, 'shared')
  }),
)

disk('leaves one file an entry and no drafts', () =>
  withTier(async (tier, folder) => {
    await Promise.all([1, 2, 3].map((version) => tier.write(key, { ...entryOf('same'), version })))
    await tier.write({ ...key, address: '/' }, entryOf('home'))

    const names = (await filesIn(folder)).map((file) => file.slice(folder.length))

    assert.is(names.length, 2)
    for (const name of names) assert.match(name, /^\/b1\/([0-9a-f]{2})\/\1[0-9a-f]{62}\.entry$/)
  }),
)

disk('takes a cut file for none, and removes it', () =>
  withTier(async (tier, folder) => {
    await tier.write(key, entryOf('cut'))
    const [file] = await filesIn(folder)
    await truncate(file!, 100)

    const read = await tier.read(key)

    assert.is(read, undefined)
    assert.equal(await filesIn(folder), [])
  }),
)

disk('takes a damaged file for none, and writes anew in its place', () =>
  withTier(async (tier, folder) => {
    await tier.write(key, { ...entryOf('damaged'), version: 9 })
    const [file] = await filesIn(folder)
    const bytes = await readFile(file!)
    bytes[bytes.length - 1]! ^= 1
    await writeFile(file!, bytes)

    await tier.write(key, { ...entryOf('repaired'), version: 1 })

    assert.is((await tier.read(key))?.meta, 'repaired')
  }),
)

disk('takes a file of another address or build for none', () =>
  withTier(async (tier, folder) => {
    await tier.write(key, entryOf('btc'))
    const [btc] = await filesIn(folder)
    await tier.write({ ...key, address: '/vi/coin/eth' }, entryOf('eth'))
    const eth = (await filesIn(folder)).find((file) => file !== btc)
    await cp(btc!, eth!)
    await cp(join(folder, 'b1'), join(folder, 'b2'), { recursive: true })

    assert.is(await tier.read({ ...key, address: '/vi/coin/eth' }), undefined)
    assert.is(await tier.read({ ...key, build: 'b2' }), undefined)
    assert.is((await tier.read(key))?.meta, 'btc')
  }),
)

disk('has an entry until the end of its life, not longer', () =>
  withTier(async (tier, _, clock) => {
    const entry = entryOf('short', 1_000)
    await tier.write(key, entry)

    clock.now = entry.madeAt + 999
    const before = await tier.read(key)
    clock.now = entry.madeAt + 1_000
    const after = await tier.read(key)

    assert.is(before?.meta, 'short')
    assert.is(after, undefined)
  }),
)

disk('does not write what is larger than all it may keep', () =>
  withTier(async (tier, folder) => {
    await tier.write(key, { ...entryOf('large'), bodies: { html: Buffer.alloc(10_000) } })

    assert.is(await tier.read(key), undefined)
    assert.equal(await readdir(join(folder, '..', '..')), [])
  }, 10_000),
)

disk('rejects where nothing can be written or read', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'file'), '')
    const tier = createDiskTier(join(folder, 'file'), { maxBytes })

    const failures = await Promise.allSettled([tier.read(key), tier.write(key, entryOf('x')), tier.sweep(new Set())])

    assert.equal(
      failures.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    )
  }),
)

disk('refuses a build whose name leads out of the folder', () =>
  withTier(async (tier) => {
    const builds = ['..', '.', '', 'a/b', 'a\0b']

    const written = await Promise.allSettled(builds.map((build) => tier.write({ ...key, build }, entryOf('x'))))

    assert.ok(written.every(({ status }) => status === 'rejected'))
  }),
)

disk('dates a file to the end of its entry, for the sweep', () =>
  withTier(async (tier, folder) => {
    const entry = entryOf('dated', 3_600_000)

    await tier.write(key, entry)

    const [file] = await filesIn(folder)
    assert.is(Math.round((await stat(file!)).mtimeMs), entry.madeAt + 3_600_000)
  }),
)

disk.run()
