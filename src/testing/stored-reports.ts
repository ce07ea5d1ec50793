import type { Sql } from 'postgres'
import { type Database, openDatabase } from '../content/postgres/database.ts'
import { migrate } from '../content/postgres/migrate.ts'
import { type TestDatabase, withDatabase } from './postgres.ts'

/** A database of its own with the tables of reports, and our connections to it. */
export async function withReports<Result>(
  work: (test: TestDatabase & { database: Database }) => Promise<Result>,
): Promise<Result> {
  return withDatabase(async (test) => {
    const database = openDatabase(test.url)
    try {
      await migrate(database)
      return await work({ ...test, database })
    } finally {
      await database.close()
    }
  })
}

/** Writes as those do who write reports: plain SQL; texts by language, or a row of the older table as JSON. */
export async function writeReport(sql: Sql, slug: string, texts: Record<string, string> | string): Promise<void> {
  if (typeof texts === 'string') return writeRow(sql, texts)
  const id = Number(/^id: (\d+)/m.exec(Object.values(texts)[0]!)?.[1] ?? 1)
  await sql.begin(async (tx) => {
    await tx`insert into enddel_report (slug, id, created_at) values (${slug}, ${id}, now()) on conflict do nothing`
    await tx`delete from enddel_report_text where slug = ${slug} and lang <> all (${Object.keys(texts)})`
    for (const [lang, source] of Object.entries(texts)) {
      await tx`
        insert into enddel_report_text (slug, lang, source) values (${slug}, ${lang}, ${source})
        on conflict (slug, lang) do update set source = excluded.source
          where enddel_report_text.source <> excluded.source`
    }
  })
}

async function writeRow(sql: Sql, text: string): Promise<void> {
  const row = JSON.parse(text) as Record<string, string | number | null>
  await sql`delete from crypto_report where id = ${row.id!}`
  await sql`insert into crypto_report ${sql(row)}`
}
