import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { buildFolder, contentFiles, inputsFile, manifestFile, pagesFile } from '../output/layout.ts'
import { parsePage } from '../output/manifest.ts'
import { createBuildWriter } from '../output/write.ts'
import { finishBuild, headFacts, storePage, writeLines } from '../testing/stored-page.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { encodeInputs, encodeVersions, openOlderBuild, type OlderPages, parseInputs } from './older-build.ts'

const older = suite('prerender/older-build')

const addresses = ['/vi/', '/vi/b', '/vi/a', '/vi/long/address', '/en/', '/en/a']
const versions = { engine: 'e', templates: { page: 't' }, products: 'p', market: 'm' }

older('knows each page that it has, in the order it has them', () =>
  withOlder(addresses, (pages) => {
    assert.is(pages.size, 6)
    assert.equal(
      addresses.map((address) => found(pages, address)),
      addresses,
    )
  }),
)

older('knows each page in whatever order they are asked for, and again', () =>
  withOlder(addresses, (pages) => {
    const asked = [...addresses.toReversed(), '/vi/a', '/vi/a', ...addresses, '/vi/b', '/vi/a', '/en/a', '/vi/']

    assert.equal(
      asked.map((address) => found(pages, address)),
      asked,
    )
  }),
)

older('knows no page of another address, and those after it all the same', () =>
  withOlder(addresses, (pages) => {
    const asked = ['/vi/new', '/vi/', '/vi/b', '/vi', '', '/vi/long', '/vi/long/address', '/en/a', '/zz', '/vi/']

    const expected = [undefined, '/vi/', '/vi/b', undefined, undefined, undefined, '/vi/long/address', '/en/a']
    assert.equal(
      asked.map((address) => found(pages, address)),
      [...expected, undefined, '/vi/'],
    )
  }),
)

older('says whether it has a page, and is asked for others in between', () =>
  withOlder(addresses, (pages) => {
    const has = ['/vi/', '/en/a', '/gone', '/vi/b'].map((address) => [pages.has(address), found(pages, '/vi/a')])

    assert.equal(has, [
      [true, '/vi/a'],
      [true, '/vi/a'],
      [false, '/vi/a'],
      [true, '/vi/a'],
    ])
  }),
)

older('has no page where there is none', () =>
  withOlder([], (pages) => {
    assert.equal([pages.size, pages.has('/vi/'), pages.find('/vi/')], [0, false, undefined])
  }),
)

older('is what is current, with its versions and its index', () =>
  inTemporaryFolder(async (out) => {
    const before = await openOlderBuild(out)
    const id = await writeBuild(out, addresses)

    const opened = await openOlderBuild(out)

    assert.is(before, undefined)
    assert.is(opened!.build.id, id)
    assert.equal(opened!.versions, versions)
    assert.is(opened!.index.size, 0)
  }),
)

older('is none when a file of it that is needed is damaged', () =>
  inTemporaryFolder(async (out) => {
    const folder = buildFolder(out, await writeBuild(out, addresses))
    const paths = [
      ...[inputsFile, pagesFile, contentFiles.reports].map((file) => join(folder, file)),
      manifestFile(folder),
    ]

    for (const path of paths) {
      const bytes = await readFile(path)
      await writeFile(path, 'damage')
      assert.is(await openOlderBuild(out), undefined)
      await writeFile(path, bytes)
    }
    assert.ok(await openOlderBuild(out))
  }),
)

older.run()

function withOlder(all: readonly string[], work: (pages: OlderPages) => void): Promise<void> {
  return inTemporaryFolder(async (out) => {
    await writeBuild(out, all)
    work((await openOlderBuild(out))!.pages)
  })
}

async function writeBuild(out: string, all: readonly string[]): Promise<string> {
  const writer = await createBuildWriter(out)
  const inputs = { key: 'k', reads: ['ids'], isFetched: false, quality: 5 }
  const lines = all.map((address) => encodeInputs(address, { ...inputs, data: `data of ${address}` }))
  await writeLines(writer, inputsFile, [encodeVersions(versions), ...lines])
  await writer.writeFile(contentFiles.reports, '')
  return finishBuild(
    writer,
    headFacts,
    all.map((address) => storePage(out, address, address, address)),
    true,
  )
}

/** The address of the page that is found, in both of its lines. */
function found(pages: OlderPages, address: string): string | undefined {
  const page = pages.find(address)
  if (!page) return undefined
  const { address: own } = parsePage(page.line)
  assert.is(parseInputs(page.inputsLine).data, `data of ${own}`)
  return own
}
