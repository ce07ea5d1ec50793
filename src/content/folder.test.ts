import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError, messageOf } from '../core/errors.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { readReports } from './folder.ts'
import type { StoredReport } from './report.ts'

const folder = suite('content/folder')

folder('reads a folder of languages, a single file and the older row form', async () => {
  const reports = await read({
    '0001-row.json': JSON.stringify({ id: 1, html_content: '<h1>Row</h1>', created_at: '2026-11-20T07:30:00+07:00' }),
    '0002-rally/vi.md': written(2),
    '0002-rally/en.md': written(2),
    '0003-dip.en.md': written(3),
  })

  assert.equal(
    reports.map(({ facts, texts }) => [facts.id, facts.slug, Object.keys(texts)]),
    [
      [1, 'row', ['vi']],
      [2, 'rally', ['en', 'vi']],
      [3, 'dip', ['en']],
    ],
  )
})

folder('joins the languages of one name in single files', async () => {
  const [report, ...others] = await read({ 'dip.en.md': written(3), 'dip.vi.md': written(3) })

  assert.equal(Object.keys(report?.texts ?? {}), ['en', 'vi'])
  assert.is(others.length, 0)
})

folder('passes over hidden files, other files and empty folders', async () => {
  const reports = await read({
    '.draft.md': 'nothing',
    '.git/en.md': 'nothing',
    'notes.txt': 'nothing',
    'pictures/cat.png': 'nothing',
    'dip.en.md': written(3),
  })

  assert.is(reports.length, 1)
})

folder('has no reports when it is empty', async () => {
  assert.equal(await read({}), [])
})

folder('names a folder that is not there, and what to do', async () => {
  await inTemporaryFolder(async (base) => {
    const missing = join(base, 'reports')

    const error: unknown = await readReports(missing).catch((error: unknown) => error)

    assert.instance(error, EnddelError)
    assert.is(messageOf(error), `${missing}: no such folder`)
    assert.match((error as EnddelError).hint ?? '', '--content')
  })
})

folder('names a file whose name does not say the language', async () => {
  assert.match(await failure({ 'dip.md': written(3) }), /dip\.md: the file name does not say the language/)
  assert.match(
    await failure({ 'dip/english.md': written(3) }),
    /dip.english\.md: the file name does not say the language/,
  )
  assert.match(await failure({ 'dip.EN.md': written(3) }), /dip\.EN\.md: the file name does not say the language/)
})

folder('names both reports of one id', async () => {
  const message = await failure({ 'dip.en.md': written(3), 'rally/en.md': written(3) })

  assert.match(message, /rally: has the id 3, and so has .*dip\.en\.md$/)
})

folder('names both reports of one id in different forms', async () => {
  const row = { id: 3, html_content: '<h1>Row</h1>', created_at: '2026-11-20T07:30:00+07:00' }

  const message = await failure({ 'a.json': JSON.stringify(row), 'b.en.md': written(3) })

  assert.match(message, /b\.en\.md: has the id 3, and so has .*a\.json$/)
})

folder('names the fact that differs between languages, and both files', async () => {
  const english = written(3, 'symbols: [BTC]\nprices: { BTC: 95000 }\n')

  assert.match(await failure({ 'dip/en.md': english, 'dip/vi.md': english.replace('id: 3', 'id: 4') }), differs('id'))
  assert.match(
    await failure({ 'dip/en.md': english, 'dip/vi.md': english.replace('95000', '94000') }),
    differs('prices'),
  )
  assert.match(
    await failure({ 'dip/en.md': english, 'dip/vi.md': english.replace('[BTC]', '[ETH]') }),
    differs('symbols'),
  )
  assert.match(await failure({ 'dip/en.md': english, 'dip/vi.md': english.replace('07:30', '08:30') }), differs('date'))
  assert.match(
    await failure({
      'dip/en.md': english,
      'dip/vi.md': written(
        3,
        'symbols: [BTC]\nprices: { BTC: 95000 }\nsources: [{ name: a, url: "https://a.test" }]\n',
      ),
    }),
    differs('sources'),
  )
})

folder('names the file and the line of broken front matter', async () => {
  const message = await failure({
    'dip/en.md': written(3),
    'dip/vi.md': written(3).replace('title: A dip', 'title: a: b'),
  })

  assert.match(message, /dip.vi\.md:3: broken front matter/)
})

folder('names the file and the line of a broken chart', async () => {
  const message = await failure({ 'dip/en.md': `${written(3)}\n\`\`\`chart\nnope\n\`\`\`\n` })

  assert.match(message, /dip.en\.md:9: chart block: not JSON/)
})

folder('names a row that is not JSON, or of the wrong shape', async () => {
  assert.match(await failure({ 'row.json': '{' }), /row\.json: not JSON/)
  assert.match(await failure({ 'row.json': '{}' }), /row\.json: id: /)
})

folder('refuses a report that is there as a row and as Markdown', async () => {
  const row = { id: 3, html_content: '<h1>Row</h1>', created_at: '2026-11-20T07:30:00+07:00' }

  const message = await failure({ 'dip.json': JSON.stringify(row), 'dip.vi.md': written(3) })

  assert.match(message, /dip\.vi\.md/)
})

folder('refuses a language that is there twice', async () => {
  const message = await failure({ 'dip/en.md': written(3), 'dip.en.md': written(3) })

  assert.match(message, /dip\.en\.md/)
})

async function read(files: Record<string, string>): Promise<StoredReport[]> {
  return inTemporaryFolder(async (base) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(base, name)), { recursive: true })
      await writeFile(join(base, name), text)
    }
    return readReports(base)
  })
}

async function failure(files: Record<string, string>): Promise<string> {
  return read(files).then(
    () => 'read without an error',
    (error: unknown) => messageOf(error),
  )
}

function differs(field: string): RegExp {
  return new RegExp(`dip.vi\\.md: ${field} differs from .*dip.en\\.md$`)
}

function written(id: number, more = ''): string {
  return `---\nid: ${id}\ntitle: A dip\nsummary: It went down.\ndate: 2026-11-20T07:30:00+07:00\n${more}---\nText\n`
}

folder.run()
