import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { requireCurrent } from '../output/current.ts'
import { runCli } from '../testing/run-cli.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { writeTinySite } from '../testing/tiny-site.ts'
import { plannedAddresses, writeShard } from '../testing/written-shards.ts'

const merge = suite('cli/merge')

merge('publishes the shards of all folders and tells what came of them', () =>
  inTemporaryFolder(async (folder) => {
    await writeShard(join(folder, 'one'))
    await writeShard(join(folder, 'two'), { number: 2 })

    const { code, stdout, stderr } = await runCli(['merge', 'two', 'one'], {}, folder)

    assert.equal([code, stderr], [0, ''])
    const { build } = await requireCurrent(join(folder, 'out'))
    assert.match(
      stdout,
      new RegExp(`^${plannedAddresses.length} pages of 2 shards, .* html, .* br\ncurrent: out/builds/${build}\n$`),
    )
  }),
)

merge('ends with 1 and one line that says what to do when a shard is missing', () =>
  inTemporaryFolder(async (folder) => {
    await writeShard(join(folder, 'one'))

    const { code, stdout, stderr } = await runCli(['merge', 'one', '--json'], {}, folder)

    assert.equal([code, stdout], [1, ''])
    assert.match(stderr, /^enddel: shard 2\/2 missing \(give the folders of all shards.*\)\n$/)
  }),
)

merge('ends with 2 when no folder is given', async () => {
  const { code, stderr } = await runCli(['merge'])

  assert.is(code, 2)
  assert.match(stderr, `missing required argument 'folder'`)
})

merge('merges what `build --shard` left, which says where that is', () =>
  inTemporaryFolder(async (folder) => {
    await writeTinySite(folder)

    const built = await runCli(
      ['build', '--site', 'site', '--threads', '1', '--brotli', '1', '--shard', '1/1'],
      {},
      folder,
    )
    const { code, stdout } = await runCli(['merge', 'out', '--out', 'merged', '--json'], {}, folder)

    assert.is(built.code, 0, built.stderr)
    assert.match(built.stdout, /shard 1\/1: out\/shard\n$/)
    assert.equal([code, JSON.parse(stdout).pages], [0, 5])
    assert.match(await readFile(join(folder, 'merged/current.json'), 'utf8'), JSON.parse(stdout).id)
  }),
)

merge('is not told of a shard that is none', async () => {
  const { code, stderr } = await runCli(['build', '--shard', '4/3'])

  assert.is(code, 2)
  assert.match(stderr, '--shard is "4/3" (give i/n')
})

merge.run()
