import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCurrent } from '../output/current.ts'
import { buildFolder, packsFolder, pagesFolder, seenFile } from '../output/layout.ts'
import type { Shard } from '../output/shard.ts'
import { build, readTree } from '../testing/builds.ts'
import { writeEditedSite } from '../testing/edited-site.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { reportFile, siteFile, type TinySite, writeTinySite } from '../testing/tiny-site.ts'
import { writeShard } from '../testing/written-shards.ts'
import { mergeShards } from './merge.ts'

const merging = suite('prerender/merge')

merging('makes of three shards, byte for byte, the build that one machine makes', () =>
  inTemporaryFolder(async (folder) => {
    const { where } = await writeEditedSite(folder, 1)
    const merged = join(folder, 'merged')

    const shards = [await shard(where, 1, 3), await shard(where, 2, 3), await shard(where, 3, 3)]
    const { id, pages } = await mergeShards(shards, merged)

    const whole = await build(where)
    assert.equal([id, pages], [whole.id, whole.pages])
    assert.equal(await filesOf(merged), await filesOf(where.out))
  }),
)

merging('makes the same whatever was built before, or was not, where the shards are made', () =>
  inTemporaryFolder(async (folder) => {
    const { where, edit } = await writeEditedSite(folder, 2)
    const shards = [await shard(where, 1, 3), await shard(where, 2, 3), await shard(where, 3, 3)]
    await mergeShards(shards, shards[0]!)
    await edit()
    await rm(shards[2]!, { recursive: true })

    // One has the whole build before, one its own shard, and one nothing.
    for (const number of [1, 2, 3]) await shard(where, number, 3)
    const { id } = await mergeShards(shards, join(folder, 'merged'))

    assert.is(id, (await build(where)).id)
    assert.equal(await filesOf(join(folder, 'merged')), await filesOf(where.out))
  }),
)

merging('makes of a shard what has changed, and no more', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const out = join(folder, 'shard')
    const first = await build({ ...where, out }, { shard: { number: 1, of: 1 } })
    await writeTinySite(folder, reportFile(2, 'Another title'))

    const again = await build({ ...where, out }, { shard: { number: 1, of: 1 } })

    assert.equal([first.made, again.made, again.pages], [5, 1, 5])
    const { pages } = await mergeShards([out], join(folder, 'merged'))
    assert.is(pages, 5)
    // The page as it was is gone.
    assert.is((await readTree(pagesFolder(out))).size, 2 * pages)
  }),
)

merging('leaves a build that the next one goes on from', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const { id } = await mergeShards([await shard(where, 1, 2), await shard(where, 2, 2)], where.out)

    const next = await build(where)

    assert.equal([next.id, next.made], [id, 0])
  }),
)

merging('removes the pages that no kept build needs any more', () =>
  inTemporaryFolder(async (folder) => {
    const [out, merged] = [join(folder, 'shard'), join(folder, 'merged')]
    for (const address of ['/vi/1', '/vi/2', '/vi/3', '/vi/4']) {
      await writeShard(out, { of: 1, plan: [address] })
      await mergeShards([out], merged)
    }

    const left = await readTree(pagesFolder(merged))

    assert.equal(new Set([...left.keys()].map((file) => file.split('.')[0])), new Set(['vi/2', 'vi/3', 'vi/4']))
  }),
)

merging('publishes nothing of a shard, and leaves the build before current', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    // The second knows that nothing has changed since the first.
    await build(where)
    const whole = await build(where)
    const before = [await filesOf(where.out), await readFile(seenFile(where.out))]

    const { published, made, pages, folder: left } = await build(where, { shard: { number: 1, of: 2 } })

    assert.equal([published, made, left.endsWith('out/shard')], [false, 0, true])
    assert.ok(pages > 0 && pages < whole.pages)
    assert.is((await readCurrent(where.out))?.build, whole.id)
    assert.equal([await filesOf(where.out), await readFile(seenFile(where.out))], before)
  }),
)

merging('refuses a shard of which a page failed', () =>
  inTemporaryFolder(async (folder) => {
    const bad = siteFile(`route('/bad', { id: 'bad', page: Boom, head, prerender: 'all' })`)
    const where = await writeTinySite(folder, bad)
    const out = join(folder, 'shard')

    const { failures, published } = await build({ ...where, out }, { shard: { number: 1, of: 1 } })
    const error = await refusalOfAsync(mergeShards([out], where.out))

    assert.equal([failures.map(({ address }) => address), published], [['/bad'], false])
    assert.is(error.message, `shard 1/1 in ${out} has not all of its pages: /bad failed`)
  }),
)

merging.run()

/** Builds a shard in a folder of its own; returns it. */
async function shard(where: TinySite, number: Shard['number'], of: number): Promise<string> {
  const out = `${where.out}-${number}-of-${of}`
  await build({ ...where, out }, { shard: { number, of } })
  return out
}

/** All that the current build consists of. */
async function filesOf(out: string): Promise<Map<string, Buffer>> {
  const { build } = (await readCurrent(out))!
  const folders = [buildFolder(out, build), pagesFolder(out), packsFolder(out)]
  const trees = await Promise.all(folders.map(readTree))
  return new Map(trees.flatMap((tree, index) => [...tree].map(([file, bytes]) => [`${index}/${file}`, bytes] as const)))
}
