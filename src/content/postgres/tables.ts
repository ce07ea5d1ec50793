import type { Sql } from 'postgres'
import { EnddelError } from '../../core/errors.ts'
import type { Database } from './database.ts'

/** Either may be missing: the predecessors' databases have only the one, and enddel may have been given only the other. */
export interface Tables {
  /** `crypto_report`. */
  hasRows: boolean
  /** `enddel_report` and its texts. */
  hasReports: boolean
}

export async function tablesOf(sql: Sql): Promise<Tables> {
  const [found] = await sql<[Tables]>`
    select to_regclass('crypto_report') is not null as "hasRows",
      to_regclass('enddel_report') is not null and to_regclass('enddel_report_text') is not null as "hasReports"`
  return found
}

/**
 * Tells databases apart whose transactions have the same numbers: another cluster, another database of it, and the same
 * after it was set back in time or its standby took over (the timeline).
 */
export async function originOf(database: Database): Promise<string> {
  const withTimeline = database.run(async (sql) => {
    const [row] = await sql<[{ origin: string }]>`
      select concat_ws('.', system_identifier, timeline_id, (select oid from pg_database where datname = current_database()))
        as origin
      from pg_control_system(), pg_control_checkpoint()`
    return row.origin
  })
  // Not everybody who runs databases for others lets them call these functions.
  return withTimeline.catch(() => database.place)
}

export function noTables({ place }: Database): EnddelError {
  return new EnddelError('E_DATABASE', `the database ${place} has no tables of reports`, {
    hint: 'make them with `enddel migrate`, or correct DATABASE_URL',
  })
}
