import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addReader, withDatabase } from '../../testing/postgres.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { row, sourceSuite, written } from '../../testing/source-suite.ts'
import { withReports, writeReport } from '../../testing/stored-reports.ts'
import { parseReport } from '../parse-report.ts'
import { openDatabase } from './database.ts'
import { createPostgresSource } from './source.ts'

sourceSuite('content/postgres/source (contract)', (work) =>
  withReports(({ database, sql }) =>
    work({
      source: createPostgresSource(database),
      write: (slug, texts) => writeReport(sql, slug, texts),
      async remove(slug) {
        await sql`delete from enddel_report where slug = ${slug}`
        await sql`delete from crypto_report where 'report-' || id = ${slug}`
      },
      textOf: async ({ text }) => text!,
    }),
  ),
)

const source = suite('content/postgres/source')

source('reads a database that has only the older table', () =>
  withReports(async ({ database, sql }) => {
    await sql.unsafe('drop table enddel_report_text; drop table enddel_report; drop table enddel_migration')
    await writeReport(sql, 'report-7', row(7))

    const reports = createPostgresSource(database)
    const { drafts } = await reports.list()

    assert.equal(
      drafts.map(({ slug, place }) => [slug, place]),
      [['report-7', 'crypto_report id=7']],
    )
    assert.is((await reports.read(drafts)).length, 1)
  }),
)

source('reads a database that has only tables of its own', () =>
  withReports(async ({ database, sql }) => {
    await sql`drop table crypto_report`
    await writeReport(sql, 'rally', { en: written(2) })

    const reports = createPostgresSource(database)
    const { drafts } = await reports.list()
    const [report] = await reports.read(drafts)

    assert.equal(
      [report!.place, report!.texts[0]!.place],
      ['enddel_report slug=rally', 'enddel_report slug=rally lang=en'],
    )
  }),
)

source('says how to make the tables where there are none', () =>
  withDatabase(async ({ url }) => {
    const reports = createPostgresSource(openDatabase(url))

    const error = await refusalOfAsync(reports.list()).finally(reports.close)

    assert.is(error.code, 'E_DATABASE')
    assert.match(error.message, /^the database test_\w+ at 127\.0\.0\.1:\d+ has no tables of reports$/)
    assert.match(error.hint!, '`enddel migrate`')
  }),
)

source('needs to read the tables and no more', () =>
  withReports(async (test) => {
    await writeReport(test.sql, 'rally', { en: written(2) })
    await writeReport(test.sql, 'report-7', row(7))
    const reports = createPostgresSource(openDatabase(test.urlWith({ user: await addReader(test) })))

    const listing = await reports.list()
    const read = await reports.read(listing.drafts).finally(reports.close)

    assert.equal(
      read.map(({ slug }) => slug),
      ['rally', 'report-7'],
    )
    assert.equal(listing, await createPostgresSource(test.database).list())
  }),
)

source('says what a user may not read, and how to allow it', () =>
  withReports(async (test) => {
    const user = await addReader(test)
    await test.sql`revoke select on crypto_report from ${test.sql(user)}`
    const reports = createPostgresSource(openDatabase(test.urlWith({ user })))

    const error = await refusalOfAsync(reports.list()).finally(reports.close)

    assert.match(error.message, `permission denied for table crypto_report (as user ${user})`)
    assert.match(error.hint!, 'SELECT')
  }),
)

source('leaves out what is gone since it was listed', () =>
  withReports(async ({ database, sql }) => {
    await writeReport(sql, 'rally', { en: written(2) })
    await writeReport(sql, 'dip', { en: written(3) })
    await writeReport(sql, 'report-7', row(7))

    const reports = createPostgresSource(database)
    const { drafts } = await reports.list()
    await sql`delete from enddel_report where slug = 'rally'`
    await sql`delete from crypto_report`

    assert.equal(
      (await reports.read(drafts)).map(({ slug }) => slug),
      ['dip'],
    )
  }),
)

source('passes over a report that has no text yet', () =>
  withReports(async ({ database, sql }) => {
    await sql`insert into enddel_report (slug, id, created_at) values ('rally', 2, now())`

    assert.equal(await createPostgresSource(database).list(), { drafts: [], problems: [] })
  }),
)

source('tells of a report that stands in both tables, and gives the others', () =>
  withReports(async ({ database, sql }) => {
    await writeReport(sql, 'report-7', row(7))
    await writeReport(sql, 'report-8', row(8))
    await writeReport(sql, 'report-7', { en: written(7) })

    const { drafts, problems } = await createPostgresSource(database).list()

    assert.equal(
      drafts.map(({ slug }) => slug),
      ['report-8'],
    )
    assert.equal(
      problems.map(({ message }) => message),
      ['enddel_report slug=report-7: stands for the same as crypto_report id=7'],
    )
  }),
)

source('tells of a report that is written in both forms', () =>
  withReports(async ({ database, sql }) => {
    await writeReport(sql, 'rally', { '': row(2), en: written(2) })

    const { drafts, problems } = await createPostgresSource(database).list()

    assert.equal(drafts, [])
    assert.match(problems[0]!.message, 'enddel_report slug=rally: has texts of both forms')
  }),
)

source('gives the moment of a row exactly, on the clock of its authors', () =>
  withReports(async ({ database, sql }) => {
    await sql`set time zone 'America/New_York'`
    await writeReport(sql, 'report-7', row(7))
    await sql`update crypto_report set created_at = '2026-11-20T00:30:10.250000Z'`

    const reports = createPostgresSource(database)
    const [report] = await reports.read((await reports.list()).drafts)
    const { facts } = await parseReport(report!, ({ text }) => text!)

    assert.is(facts.createdAt, '2026-11-20T07:30:10.25+07:00')
  }),
)

source('leaves a row with an impossible moment to whoever parses it', () =>
  withReports(async ({ database, sql }) => {
    await writeReport(sql, 'report-7', row(7))
    await sql`update crypto_report set created_at = 'infinity'`

    const reports = createPostgresSource(database)
    const [report] = await reports.read((await reports.list()).drafts)

    const { message } = await refusalOfAsync(parseReport(report!, ({ text }) => text!))
    assert.match(message, /^crypto_report id=7: created_at: /)
  }),
)

source('tells equal rows of two databases apart', () =>
  withReports(({ database, sql }) =>
    withReports(async (other) => {
      for (const one of [sql, other.sql]) await writeReport(one, 'report-7', row(7))

      const stamps = await Promise.all(
        [database, other.database].map(async (one) => (await createPostgresSource(one).list()).drafts[0]!.stamp),
      )

      assert.is.not(stamps[0], stamps[1])
      assert.is.not(stamps[0]!.split(' ')[0], stamps[1]!.split(' ')[0])
    }),
  ),
)

source.run()
