import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { writeShard } from '../testing/written-shards.ts'
import { shardFile, shardFolder } from './layout.ts'
import { openShard, shareNumberOf } from './shard.ts'

const shard = suite('output/shard')

shard('has an even share of the pages', () => {
  const counts = [0, 0, 0, 0]
  for (let id = 0; id < 4_000; id++) counts[shareNumberOf(`/vi/report/${id}`, 4) - 1]! += 1

  assert.ok(
    counts.every((count) => count > 900 && count < 1_100),
    counts.join(),
  )
})

shard('has a page by its address alone, the same on every machine', () => {
  const numbers = ['/', '/vi/', '/vi/report/1', '/vi/report/2'].map((address) => shareNumberOf(address, 3))

  assert.equal(numbers, [2, 3, 3, 1])
  assert.is(shareNumberOf('/', 1), 1)
})

shard('is opened as it was left, the last one alone', () =>
  inTemporaryFolder(async (out) => {
    await writeShard(out, { number: 1, of: 3 })
    await writeShard(out, { number: 3, of: 3, plan: ['/vi/', '/en/'], failed: ['/en/'] })

    const { facts, build } = await openShard(out)

    assert.equal(facts, { number: 3, of: 3, engine: 'engine', versions: 'versions', failed: ['/en/'] })
    assert.is(build.folder, shardFolder(out))
    assert.equal(
      build.pages().map(({ address }) => address),
      ['/vi/'],
    )
  }),
)

shard('is missing where none was left', () =>
  inTemporaryFolder(async (out) => {
    await writeFile(join(out, 'file'), '')
    const [none, file] = [await refusalOfAsync(openShard(out)), await refusalOfAsync(openShard(join(out, 'file')))]

    assert.equal([none.code, file.code], ['E_NO_OUTPUT', 'E_NO_OUTPUT'])
  }),
)

shard('is not one whose facts are of another shape', () =>
  inTemporaryFolder(async (out) => {
    await mkdir(shardFolder(out))
    await writeFile(shardFile(shardFolder(out)), '{"format":1,"number":0}')

    assert.match((await refusalOfAsync(openShard(out))).message, `${shardFile(shardFolder(out))}: number`)
  }),
)

shard.run()
