import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOfAsync } from '../testing/refusal.ts'
import { row, sourceSuite, written } from '../testing/source-suite.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { createFolderSource } from './folder-source.ts'
import type { RawReport, ReportListing } from './report-source.ts'

sourceSuite('content/folder-source (contract)', (work) =>
  inTemporaryFolder((folder) => {
    const remove = async (slug: string) => {
      for (const name of [slug, `${slug}.json`]) await rm(join(folder, name), { recursive: true, force: true })
    }
    return work({
      source: createFolderSource(folder),
      async write(slug, texts) {
        if (typeof texts === 'string') return writeFile(join(folder, `${slug}.json`), texts)
        await mkdir(join(folder, slug), { recursive: true })
        // What is the same is not written again: that would be a change.
        for (const [lang, text] of Object.entries(texts)) {
          const path = join(folder, slug, `${lang}.md`)
          if ((await readFile(path, 'utf8').catch(() => undefined)) !== text) await writeFile(path, text)
        }
        for (const lang of ['en', 'vi'])
          if (!(lang in texts)) await rm(join(folder, slug, `${lang}.md`), { force: true })
      },
      remove,
      textOf: async ({ place }) => readFile(place, 'utf8'),
    })
  }),
)

const source = suite('content/folder-source')

source('lists a folder of languages, a single file and the older row form', async () => {
  const { reports, problems } = await listing({
    '0001-row.json': row(1),
    '0002-rally/vi.md': written(2),
    '0002-rally/en.md': written(2),
    '0003-dip.en.md': written(3),
  })

  assert.equal(
    reports.map(({ slug, texts }) => [slug, texts.map(({ lang }) => lang)]),
    [
      ['0001-row', [undefined]],
      ['0002-rally', ['en', 'vi']],
      ['0003-dip', ['en']],
    ],
  )
  assert.equal(problems, [])
})

source('joins the languages of one name in single files', async () => {
  const { reports } = await listing({ 'dip.en.md': written(3), 'dip.vi.md': written(3) })

  assert.equal(
    reports.map(({ texts }) => texts.map(({ lang }) => lang)),
    [['en', 'vi']],
  )
})

source('passes over hidden files, other files and empty folders', async () => {
  const { reports, problems } = await listing({
    '.draft.md': 'nothing',
    '.git/en.md': 'nothing',
    'notes.txt': 'nothing',
    'pictures/cat.png': 'nothing',
    'dip.en.md': written(3),
  })

  assert.equal(
    reports.map(({ slug }) => slug),
    ['dip'],
  )
  assert.equal(problems, [])
})

source('passes over a report of which a file is gone when it is looked at', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'dip.en.md'), written(3))
    await symlink(join(folder, 'nowhere'), join(folder, 'dip.vi.md'))
    await writeFile(join(folder, 'rally.en.md'), written(2))

    const { drafts, problems } = await createFolderSource(folder).list()

    assert.equal(
      drafts.map(({ slug }) => slug),
      ['rally'],
    )
    assert.equal(problems, [])
  }),
)

source('names a folder that is not there, and what to do', () =>
  inTemporaryFolder(async (base) => {
    const missing = join(base, 'reports')

    const error = await refusalOfAsync(createFolderSource(missing).list())

    assert.is(error.message, `${missing}: no such folder`)
    assert.match(error.hint ?? '', '--content')
  }),
)

source('names a folder that is a file', () =>
  inTemporaryFolder(async (base) => {
    await writeFile(join(base, 'reports'), '')

    const error = await refusalOfAsync(createFolderSource(join(base, 'reports')).list())

    assert.is(error.message, `${join(base, 'reports')}: no such folder`)
  }),
)

source('names a file whose name does not say the language, and lists the other reports', async () => {
  const { reports, problems } = await listing({
    'a.md': written(1),
    'b/english.md': written(2),
    'b/vi.md': written(2),
    'c.EN.md': written(3),
    'dip.en.md': written(4),
  })

  assert.equal(
    problems.map(({ slug, message }) => [slug, message]),
    [
      ['a', 'a.md: the file name does not say the language'],
      ['b', 'b/english.md: the file name does not say the language'],
      ['c.EN', 'c.EN.md: the file name does not say the language'],
    ],
  )
  assert.ok(problems.every(({ hint }) => /vi\.md or outlook\.en\.md/.test(hint ?? '')))
  assert.equal(
    reports.map(({ slug }) => slug),
    ['dip'],
  )
})

source('refuses a report that is there as a row and as Markdown', async () => {
  const { reports, problems } = await listing({ 'dip.json': row(3), 'dip.vi.md': written(3) })

  assert.equal(reports, [])
  assert.equal(
    problems.map(({ slug, message }) => [slug, message]),
    [['dip', 'dip.vi.md: stands for the same as dip.json']],
  )
})

source('refuses a language that is there twice', async () => {
  const { reports, problems } = await listing({ 'dip/en.md': written(3), 'dip.en.md': written(3) })

  assert.equal(reports, [])
  assert.equal(
    problems.map(({ slug, message }) => [slug, message]),
    [['dip', 'dip.en.md: stands for the same as dip/en.md']],
  )
})

/** What is found in a folder with these files; paths in problems are below it. */
async function listing(files: Record<string, string>): Promise<{ reports: RawReport[] } & ReportListing> {
  return inTemporaryFolder(async (base) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(base, name)), { recursive: true })
      await writeFile(join(base, name), text)
    }
    const reports = createFolderSource(base)
    const { drafts, problems } = await reports.list()
    const below = problems.map((problem) => ({ ...problem, message: problem.message.replaceAll(`${base}/`, '') }))
    return { drafts, reports: await reports.read(drafts), problems: below }
  })
}

source.run()
