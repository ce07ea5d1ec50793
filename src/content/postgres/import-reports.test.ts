import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Sql } from 'postgres'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withDatabase } from '../../testing/postgres.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { row, written } from '../../testing/source-suite.ts'
import { withReports, writeReport } from '../../testing/stored-reports.ts'
import { inTemporaryFolder } from '../../testing/temporary-folder.ts'
import { openDatabase } from './database.ts'
import { exportReports } from './export-reports.ts'
import { importReports } from './import-reports.ts'

const importing = suite('content/postgres/import-reports')

importing('gives back, byte for byte, what it was given', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database }) => {
      const [from, to] = [join(folder, 'from'), join(folder, 'copies/reports')]
      await cp('content/reports', from, { recursive: true })
      await write(from, {
        'odd/vi.md': `\uFEFF${written(90).replaceAll('\n', '\r\n')}\u2028 🚀 \\ \t\n\n`,
        'report-91.json': row(91),
      })

      const { added, changed, same } = await importReports(from, database)
      const count = await exportReports(database, to)

      assert.equal([added, changed, same], [37, 0, 0])
      assert.is(count, 37)
      assert.equal(await filesIn(to), await filesIn(from))
    }),
  ),
)

importing('tells new, changed and the same apart', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database }) => {
      await write(folder, { 'rally/en.md': written(2), 'rally/vi.md': written(2), 'dip/en.md': written(3) })
      await write(folder, { 'flat/en.md': written(4), 'flat/vi.md': written(4), 'row.json': row(5) })
      const first = await importReports(folder, database)
      const again = await importReports(folder, database)
      await write(folder, { 'rally/vi.md': written(2, 'Other'), 'new/en.md': written(6), 'row.json': row(5, 'Other') })
      await rm(join(folder, 'flat/vi.md'))

      const second = await importReports(folder, database)

      assert.equal(first, { added: 4, changed: 0, same: 0 })
      assert.equal(again, { added: 0, changed: 0, same: 4 })
      assert.equal(second, { added: 1, changed: 3, same: 1 })
      await exportReports(database, join(folder, 'copy'))
      assert.equal(
        (await filesIn(join(folder, 'copy'))).map(([name]) => name),
        ['dip/en.md', 'flat/en.md', 'new/en.md', 'rally/en.md', 'rally/vi.md', 'row.json'],
      )
    }),
  ),
)

importing('leaves rows alone that stay the same', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database, sql }) => {
      await write(folder, { 'rally/en.md': written(2), 'dip/en.md': written(3), 'dip/vi.md': written(3) })
      await importReports(folder, database)
      const before = await versionsOf(sql)

      await write(folder, { 'dip/en.md': written(3, 'Other') })
      await importReports(folder, database)
      const after = await versionsOf(sql)

      assert.equal(
        after.filter((version) => !before.includes(version)).map((version) => version.split(' ')[0]),
        ['dip', 'dip/en'],
      )
    }),
  ),
)

importing('leaves reports alone that are only in the database', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database, sql }) => {
      await writeReport(sql, 'rally', { en: written(2) })
      await writeReport(sql, 'report-7', row(7))
      await write(folder, { 'dip/en.md': written(3) })

      await importReports(folder, database)

      await exportReports(database, join(folder, 'copy'))
      assert.equal(await filesIn(join(folder, 'copy')), [
        ['dip/en.md', written(3)],
        ['rally/en.md', written(2)],
        ['report-7.json', row(7)],
      ])
    }),
  ),
)

importing('changes a row of the older table where it is', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database, sql }) => {
      await writeReport(sql, 'report-7', row(7))
      await writeReport(sql, 'report-8', row(8))
      await exportReports(database, join(folder, 'reports'))
      const again = await importReports(join(folder, 'reports'), database)
      await write(folder, { 'reports/report-7.json': row(7, 'Khác') })

      const outcome = await importReports(join(folder, 'reports'), database)

      assert.equal(again, { added: 0, changed: 0, same: 2 })
      assert.equal(outcome, { added: 0, changed: 1, same: 1 })
      const rows = await sql`select id, html_content from crypto_report order by id`
      assert.match(rows[0]!.html_content as string, 'Khác')
      assert.is((await sql`select from enddel_report`).length, 0)
    }),
  ),
)

importing('writes nothing when a report cannot be read, and names the file', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database, sql }) => {
      await write(folder, Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`r${at}/en.md`, written(at + 1)])))
      await write(folder, { 'zz/en.md': '---\nid: 999\n---\n' })
      const broken = await refusalOfAsync(importReports(folder, database))
      await write(folder, { 'zz/en.md': Buffer.from([...Buffer.from(written(999)), 0xff]) })
      const notText = await refusalOfAsync(importReports(folder, database))
      await write(folder, { 'zz/en.md': `${written(999)}\0` })
      const withNul = await refusalOfAsync(importReports(folder, database))
      await rm(join(folder, 'zz'), { recursive: true })
      await write(folder, { 'zz.md': written(999) })
      const unnamed = await refusalOfAsync(importReports(folder, database))

      assert.match(broken.message, /zz.en\.md.*title/)
      assert.match(notText.message, /zz.en\.md: is not text in UTF-8$/)
      assert.match(withNul.message, /zz.en\.md: is not text in UTF-8$/)
      assert.match(unnamed.message, /zz\.md: the file name does not say the language$/)
      assert.is((await sql`select from enddel_report`).length, 0)
    }),
  ),
)

importing('writes nothing when the database refuses one report', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database, sql }) => {
      await writeReport(sql, 'rally', { en: written(2) })
      await sql`alter table enddel_report_text add constraint short check (source !~ 'Forbidden')`
      await write(folder, { 'rally/en.md': written(2, 'Other'), 'zz/en.md': written(3, 'Forbidden') })

      const error = await refusalOfAsync(importReports(folder, database))

      assert.match(error.message, 'violates check constraint "short"')
      const [text, ...others] = await sql`select source from enddel_report_text`
      assert.equal([text!.source, others.length], [written(2), 0])
    }),
  ),
)

importing('refuses an id that another report has', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database, sql }) => {
      await writeReport(sql, 'report-7', row(7))
      await writeReport(sql, 'rally', { en: written(2) })
      const refused = async (files: Record<string, string>) => {
        await rm(join(folder, 'reports'), { recursive: true, force: true })
        await write(join(folder, 'reports'), files)
        return (await refusalOfAsync(importReports(join(folder, 'reports'), database))).message
      }

      assert.match(await refused({ 'a/en.md': written(7) }), /^a in .* has the id 7, and so has crypto_report id=7$/)
      assert.match(await refused({ 'a/en.md': written(2) }), /^a in .* the id 2, and so has enddel_report slug=rally$/)
      assert.match(await refused({ 'a/en.md': written(3), 'b/en.md': written(3) }), /^b in .* the id 3, and so has a$/)
      assert.match(await refused({ '0007-x.json': row(7) }), 'and so has crypto_report id=7')
    }),
  ),
)

importing('works without the older table', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database, sql }) => {
      await sql`drop table crypto_report`
      await write(folder, { 'report-7.json': row(7), 'rally/en.md': written(2) })

      assert.equal(await importReports(folder, database), { added: 2, changed: 0, same: 0 })
    }),
  ),
)

importing('says how to make the tables where there are none', () =>
  inTemporaryFolder((folder) =>
    withDatabase(async ({ url }) => {
      const database = openDatabase(url)

      const error = await refusalOfAsync(importReports(folder, database)).finally(database.close)

      assert.match(error.hint!, '`enddel migrate`')
    }),
  ),
)

importing('makes one of two at once wait for the other', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database, sql }) => {
      await write(folder, Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`r${at}/en.md`, written(at + 1)])))

      const outcomes = await Promise.all(Array.from({ length: 4 }, () => importReports(folder, database)))

      assert.equal(outcomes.map(({ added }) => added).sort(), [0, 0, 0, 50])
      assert.is((await sql`select from enddel_report_text`).length, 50)
    }),
  ),
)

importing('leaves the reports as they were when the server is killed', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database, sql, server }) => {
      await writeReport(sql, 'rally', { en: written(2) })
      await write(folder, { 'rally/en.md': written(2, 'Other'), 'dip/en.md': written(3) })
      const blocker = await sql.reserve()
      await blocker`begin`
      await blocker`lock table enddel_report_text in exclusive mode`

      const refused = refusalOfAsync(importReports(folder, database))
      while ((await sql`select from pg_locks where not granted`).length === 0);
      await server.kill()
      const error = await refused
      await server.start()

      assert.match(error.message, 'cannot be reached')
      assert.equal(
        [...(await sql`select slug, source from enddel_report_text`)],
        [{ slug: 'rally', source: written(2) }],
      )
    }),
  ),
)

importing('writes into no folder that holds something', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database, sql }) => {
      await writeReport(sql, 'rally', { en: written(2) })
      await write(folder, { 'reports/mine.txt': 'mine' })

      const error = await refusalOfAsync(exportReports(database, join(folder, 'reports')))

      assert.match(error.message, /reports is not empty$/)
      assert.equal(await filesIn(folder), [['reports/mine.txt', 'mine']])
    }),
  ),
)

importing('writes no file outside of its folder, and nothing rather than a half', () =>
  inTemporaryFolder((folder) =>
    withReports(async ({ database, sql }) => {
      await sql`alter table enddel_report drop constraint enddel_report_slug_check`
      await writeReport(sql, 'rally', { en: written(2) })
      await writeReport(sql, '../../up', { en: written(3) })

      const error = await refusalOfAsync(exportReports(database, join(folder, 'copy')))

      assert.match(error.message, 'enddel_report slug=../../up: its name or language cannot be that of a file')
      assert.equal(await readdir(folder), [])
    }),
  ),
)

async function write(folder: string, files: Record<string, string | Buffer>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

async function filesIn(folder: string): Promise<(readonly [string, string])[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    files.sort().map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const),
  )
}

async function versionsOf(sql: Sql): Promise<string[]> {
  const rows = await sql`
    select slug || ' ' || xmin as version from enddel_report
    union all select slug || '/' || lang || ' ' || xmin from enddel_report_text order by version`
  return rows.map(({ version }) => version as string)
}

importing.run()
