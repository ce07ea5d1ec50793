import { existsSync } from 'node:fs'
import { appendFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { EnddelError } from '../core/errors.ts'
import { buildsFolder, currentFile, manifestFile, packsFolder, pagesFolder, shardFolder } from '../output/layout.ts'
import { openBuild } from '../output/read.ts'
import { readTree } from '../testing/builds.ts'
import { openFiles } from '../testing/open-files.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { packOfShards, plannedAddresses, type WrittenShard, writeShard } from '../testing/written-shards.ts'
import { mergeShards } from './merge.ts'

const opening = suite('prerender/open-shards')

opening('takes all shards of one input, in whatever order', () =>
  inShards({}, async (one, two, out) => {
    const { id, pages, shards } = await mergeShards([two, one], out)

    const build = await openBuild(out, id)
    assert.equal([pages, shards], [8, 2])
    assert.equal(
      build.pages().map(({ address }) => address),
      plannedAddresses,
    )
    for (const page of build.pages()) assert.is(String((await build.readPage(page)).html), `<p>${page.address}`)
    assert.equal(Object.keys(build.manifest.files), [
      'content/market.json',
      'inputs.ndjson',
      'pages.ndjson',
      'public/robots.txt',
    ])
    assert.equal(
      String(await build.readFile('inputs.ndjson')),
      ['{}', ...plannedAddresses.map((address) => JSON.stringify([address])), ''].join('\n'),
    )
    assert.equal(await readdir(packsFolder(out)), [packOfShards])
  }),
)

opening('may merge into the folder of a shard, which stays whole whatever it is of', () =>
  inShards({}, async (one, two, out) => {
    await writeShard(out, { of: 1, plan: ['/vi/other'] })

    const { id } = await mergeShards([one, two], out)
    const other = await mergeShards([out], out)

    assert.not.equal(id, other.id)
    assert.is(other.pages, 1)
    for (const page of (await openBuild(out, id)).pages()) await (await openBuild(out, id)).readPage(page)
  }),
)

opening('refuses a folder without a shard, such as one with a whole build', () =>
  inShards({}, async (one, two, out) => {
    await mergeShards([one, two], out)

    const error = await refusalOf([one, out], `${out}-other`)

    assert.match(error.message, `${out} holds no whole shard: ${join(out, 'shard/shard.json')} is missing`)
  }),
)

opening('refuses shards when some are missing, and names them', () =>
  inTemporaryFolder(async (folder) => {
    const [few, many, out] = [join(folder, 'few'), join(folder, 'many'), join(folder, 'out')]
    await writeShard(few, { of: 4, number: 3 })
    await writeShard(many, { of: 9, number: 1 })

    const messages = [await refusalOf([few], out), await refusalOf([many], out)].map(({ message }) => message)

    assert.equal(messages, ['shards 1/4, 2/4, 4/4 missing', 'shards 2/9, 3/9, 4/9, 5/9, 6/9 and 3 more missing'])
  }),
)

opening('refuses a shard that is there twice, and names both', () =>
  inShards({ number: 1 }, async (one, two, out) => {
    const error = await refusalOf([one, two], out)

    assert.is(error.message, `shard 1/2 in ${two} is there twice: it is in ${one}, too`)
  }),
)

opening('refuses a shard of another number of shards', () =>
  inShards({ of: 3 }, async (one, two, out) => {
    const error = await refusalOf([one, two], out)

    assert.is(error.message, `shard 2/3 in ${two} is none of those of shard 1/2 in ${one}`)
  }),
)

opening('refuses a shard of which a page failed, and names the page', () =>
  inShards({ failed: ['/vi/x', '/vi/y'] }, async (one, two, out) => {
    const error = await refusalOf([one, two], out)

    assert.is(error.message, `shard 2/2 in ${two} has not all of its pages: /vi/x and 1 more failed`)
  }),
)

opening('refuses a shard that another engine made', () =>
  inShards({ engine: 'other' }, async (one, two, out) => {
    const error = await refusalOf([one, two], out)

    const what = `shard 2/2 in ${two} was made from another input than shard 1/2 in ${one}`
    assert.is(error.message, `${what}: enddel, Node.js, the time zone or SITE_URL differs`)
  }),
)

opening('refuses a shard of another site', () =>
  inShards({ files: { 'public/robots.txt': 'others' } }, async (one, two, out) => {
    assert.match((await refusalOf([one, two], out)).message, /another input .*: the site differs$/)
  }),
)

opening('refuses a shard of other content', () =>
  inShards({ files: { 'content/market.json': '[]' } }, async (one, two, out) => {
    assert.match((await refusalOf([one, two], out)).message, /another input .*: the content differs$/)
  }),
)

opening('refuses a shard of content that was written otherwise, whatever came of it', () =>
  inShards({ versions: 'other' }, async (one, two, out) => {
    assert.match((await refusalOf([one, two], out)).message, /another input .*: the content differs$/)
  }),
)

opening('refuses a shard with another plan', () =>
  inShards({ plan: [...plannedAddresses, '/vi/d'] }, async (one, two, out) => {
    assert.match((await refusalOf([one, two], out)).message, /another input .*: what pages there are, .* differs$/)
  }),
)

opening('refuses a shard with a page that is missing or damaged, and names its file', () =>
  inShards({}, async (one, two, out) => {
    const file = await pageIn(two)
    await writeFile(file, 'damage')
    const damaged = await refusalOf([one, two], out)
    await rm(file)
    const missing = await refusalOf([one, two], out)

    assert.equal(
      [damaged.message, missing.message],
      Array(2).fill(`shard 2/2 in ${two} is damaged: ${file} is not what it wrote`),
    )
  }),
)

opening('refuses a shard whose manifest is damaged', () =>
  inShards({}, async (one, two, out) => {
    const file = manifestFile(shardFolder(two))
    await appendFile(file, '{}\n')

    const error = await refusalOf([one, two], out)

    assert.is(error.message, `${two} holds no whole shard: ${file}: is not what the build wrote`)
  }),
)

opening('refuses a shard whose own facts are damaged', () =>
  inShards({}, async (one, two, out) => {
    await writeFile(join(shardFolder(two), 'shard.json'), '{"format":1,"number":2}')

    assert.match((await refusalOf([one, two], out)).message, `${two} holds no whole shard: `)
  }),
)

opening('refuses damaged inputs, packs and files of the site', () =>
  inShards({}, async (one, two, out) => {
    const refusalWith = async (file: string, again: WrittenShard) => {
      await writeFile(join(one, file), 'damage')
      const { message } = await refusalOf([one, two], out)
      await writeShard(one, again)
      return message.replace(join(one, file), 'FILE')
    }

    const messages = [
      await refusalWith('shard/inputs.ndjson', {}),
      await refusalWith('shard/plan.txt', {}),
      await refusalWith('shard/public/robots.txt', {}),
      await refusalWith(`reports/${packOfShards}`, {}),
    ]

    const damaged = `shard 1/2 in ${one} is damaged: FILE`
    const ofBuild = `${damaged}: is not what the build wrote`
    assert.equal(messages, [ofBuild, ofBuild, ofBuild, `${damaged} is not what it wrote`])
    assert.is((await mergeShards([one, two], out)).pages, 8)
  }),
)

opening('refuses a shard without a page of its share, as another version may have made it', () =>
  inTemporaryFolder(async (folder) => {
    const one = join(folder, 'one')
    await writeShard(one, { of: 1, plan: ['/vi/'], files: { 'plan.txt': '/vi/ 5\n/vi/more 5\n' } })

    const error = await refusalOf([one], join(folder, 'out'))

    assert.is(error.message, `shard 1/1 in ${one} has no /vi/more, which is in its share`)
  }),
)

opening('leaves the current build as it is when it refuses', () =>
  inShards({}, async (one, two, out) => {
    const { id } = await mergeShards([one, two], out)
    await writeFile(await pageIn(two), 'damage')

    await refusalOf([one, two], out, id)

    const build = await openBuild(out, id)
    for (const page of build.pages()) await build.readPage(page)
  }),
)

opening.run()

/** A first shard of two as it should be, and another that is as told. */
async function inShards(
  other: WrittenShard,
  work: (one: string, two: string, out: string) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')]
    await writeShard(one)
    await writeShard(two, { number: 2, ...other })
    await work(one, two, join(folder, 'out'))
  })
}

/** Expects an E_SHARD with a remedy, that nothing but `current` is built, and that no file stays open. */
async function refusalOf(folders: string[], out: string, current?: string): Promise<EnddelError> {
  await mkdir(buildsFolder(out), { recursive: true })
  const error = await refusalOfAsync(mergeShards(folders, out))
  assert.is(error.code, 'E_SHARD')
  assert.ok(error.hint)
  assert.equal(await readdir(buildsFolder(out)), current === undefined ? [] : [current])
  assert.is(existsSync(currentFile(out)), current !== undefined)
  assert.equal(openFiles(out), [])
  return error
}

/** Of its share: the folder has no others. */
async function pageIn(out: string): Promise<string> {
  const [file] = [...(await readTree(pagesFolder(out))).keys()]
  return join(pagesFolder(out), file!)
}
