import type { Sql } from 'postgres'
import { EnddelError } from '../../core/errors.ts'
import type { Database } from './database.ts'
import { type Migration, migrations } from './migrations.ts'

/** Brings a database to the newest state and gives the names of what that took. Two at once are fine. */
export async function migrate(database: Database): Promise<string[]> {
  const session = database.openSession({ deadlineMs })
  try {
    const applied: string[] = []
    for (const migration of migrations) {
      if (await session.run((sql) => apply(sql, migration))) applied.push(migration.name)
    }
    refuseNewer(await session.run((sql) => newest(sql)), database)
    return applied
  } finally {
    await session.close()
  }
}

/** Another one may be at work, and tables may be in use. */
const deadlineMs = 10 * 60_000

/** One query, so that all of it is done or nothing; true when it had to be done. */
async function apply(sql: Sql, { number, name, sql: work }: Migration): Promise<boolean> {
  const results = await sql.unsafe<{ is_new: boolean }[][]>(`
    select pg_advisory_xact_lock(hashtext('enddel'));
    create table if not exists enddel_migration (
      number integer primary key,
      name text not null,
      applied_at timestamptz not null default now()
    );
    do $migration$
    begin
      if not exists (select from enddel_migration where number = ${number}) then
        ${work}
        insert into enddel_migration (number, name) values (${number}, '${name}');
      end if;
    end
    $migration$;
    select applied_at = now() as is_new from enddel_migration where number = ${number}`)
  return results.at(-1)?.[0]?.is_new === true
}

async function newest(sql: Sql): Promise<number> {
  const [row] = await sql<{ newest: number }[]>`select max(number) as newest from enddel_migration`
  return row!.newest
}

function refuseNewer(found: number, { place }: Database): void {
  const known = migrations.at(-1)!.number
  if (found <= known) return
  throw new EnddelError('E_DATABASE', `${place} has migration ${found}, and this enddel knows ${known} at most`, {
    hint: 'update enddel',
  })
}
