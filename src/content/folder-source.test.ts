import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOfAsync } from '../testing/refusal.ts'
import { row, sourceSuite, written } from '../testing/source-suite.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { createFolderSource } from './folder-source.ts'

sourceSuite('content/folder-source (contract)', (work) =>
  inTemporaryFolder((folder) =>
    work({
      source: createFolderSource(folder),
      write: (slug, texts) => write(folder, slug, texts),
      async remove(slug) {
        for (const name of [slug, `${slug}.json`]) await rm(join(folder, name), { recursive: true, force: true })
      },
      textOf: async ({ place, text }) => text ?? (await readFile(place, 'utf8')),
    }),
  ),
)

const source = suite('content/folder-source')

source('tells of what stands twice or in no language, and gives the others', () =>
  inTemporaryFolder(async (folder) => {
    await write(folder, 'rally', { en: written(2) })
    await write(folder, 'rally', row(2))
    await write(folder, 'dip', { en: written(3) })
    await writeFile(join(folder, 'flat.md'), written(4))

    const { drafts, problems } = await createFolderSource(folder).list()

    assert.equal(
      drafts.map(({ slug }) => slug),
      ['dip'],
    )
    assert.equal(problems.map(({ slug }) => slug).sort(), ['flat', 'rally'])
  }),
)

source('says which folder is not there', () =>
  inTemporaryFolder(async (folder) => {
    const error = await refusalOfAsync(createFolderSource(join(folder, 'none')).list())

    assert.match(error.message, /none: no such folder$/)
  }),
)

async function write(folder: string, slug: string, texts: Record<string, string> | string): Promise<void> {
  if (typeof texts === 'string') return writeFile(join(folder, `${slug}.json`), texts)
  await rm(join(folder, slug), { recursive: true, force: true })
  await mkdir(join(folder, slug))
  for (const [lang, text] of Object.entries(texts)) await writeFile(join(folder, slug, `${lang}.md`), text)
}

source.run()
