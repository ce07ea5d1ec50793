import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createHeard } from '../../testing/heard.ts'
import { addReader, withDatabase } from '../../testing/postgres.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { row, written } from '../../testing/source-suite.ts'
import { withReports, writeReport } from '../../testing/stored-reports.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrate.ts'

const migrating = suite('content/postgres/migrate')

migrating('makes the tables once', () =>
  withDatabase(async ({ url, sql }) => {
    const database = openDatabase(url)

    const first = await migrate(database)
    const second = await migrate(database).finally(database.close)
    const applied = await sql`select number, name from enddel_migration`

    assert.equal([first, second], [['reports'], []])
    assert.equal([...applied], [{ number: 1, name: 'reports' }])
  }),
)

migrating('makes them once when two do it at once', () =>
  withDatabase(async ({ url }) => {
    const databases = Array.from({ length: 6 }, () => openDatabase(url))

    const applied = await Promise.all(databases.map(migrate))
    await Promise.all(databases.map((database) => database.close()))

    assert.equal(applied.flat(), ['reports'])
  }),
)

migrating('leaves the rows of the older table as they are', () =>
  withDatabase(async ({ url, sql }) => {
    await sql`
      create table crypto_report (id serial primary key, html_content text not null, css_content text, js_content text,
        html_content_en text, js_content_en text, created_at timestamptz not null default now(), more integer)`
    await writeReport(sql, 'report-7', row(7))
    const before = await sql`select *, xmin::text from crypto_report`
    const database = openDatabase(url)

    await migrate(database).finally(database.close)

    assert.equal([...(await sql`select *, xmin::text from crypto_report`)], [...before])
  }),
)

migrating('does nothing rather than a half', () =>
  withDatabase(async ({ url, sql }) => {
    await sql`create view enddel_report_text as select 1`
    const database = openDatabase(url)

    const error = await refusalOfAsync(migrate(database)).finally(database.close)
    const [found] = await sql`
      select to_regclass('crypto_report') as rows, to_regclass('enddel_report') as reports,
        to_regclass('enddel_migration') as migrations`

    assert.match(error.message, 'relation "enddel_report_text" already exists')
    assert.equal({ ...found }, { rows: null, reports: null, migrations: null })
  }),
)

migrating('says what a user may not', () =>
  withDatabase(async (test) => {
    const database = openDatabase(test.urlWith({ user: await addReader(test) }))

    const error = await refusalOfAsync(migrate(database)).finally(database.close)

    assert.is(error.code, 'E_DATABASE')
    assert.match(error.message, 'can only be read from')
  }),
)

migrating('refuses a database that is ahead of it', () =>
  withReports(async ({ database, sql, url }) => {
    await sql`insert into enddel_migration (number, name) values (99, 'later')`

    const error = await refusalOfAsync(migrate(database))

    assert.match(error.message, 'has migration 99, and this enddel knows 1 at most')
    assert.is(error.hint, 'update enddel')
    assert.not.match(error.message, url)
  }),
)

migrating('has every change of a report told', () =>
  withReports(async ({ sql }) => {
    const told = createHeard<string>()
    await sql.listen('enddel_reports', told.add)

    await writeReport(sql, 'rally', { en: written(2), vi: written(2) })
    await sql`update enddel_report_text set source = 'x' where lang = 'vi'`
    await sql`delete from enddel_report`
    await writeReport(sql, 'report-7', row(7))
    await sql`update crypto_report set css_content = ''`
    await sql`delete from crypto_report`
    await sql`truncate crypto_report`
    await told.until((items) => items.length === 7)

    assert.equal(told.items, ['rally', 'rally', 'rally', 'report-7', 'report-7', 'report-7', ''])
  }),
)

migrating('lets no name in that would leave its folder', () =>
  withReports(async ({ sql }) => {
    const insert = (slug: string) =>
      sql`insert into enddel_report (slug, id, created_at) values (${slug}, 1, now())`.then(
        () => 'taken',
        (error: { code: string }) => error.code,
      )
    const wrong = ['', '.', '..', '.hidden', '../up', 'a/b', 'a\\b', 'a\nb']

    assert.equal(
      await Promise.all(wrong.map(insert)),
      wrong.map(() => '23514'),
    )
    assert.is(await insert('giá-1.2 tăng'), 'taken')
  }),
)

migrating.run()
