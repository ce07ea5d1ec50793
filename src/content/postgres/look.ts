import type { Sql } from 'postgres'
import { tablesOf, type Tables } from './tables.ts'

/** The state of all reports. */
export interface Look {
  /** Equal only if nothing at all was committed in between. */
  snapshot: string
  /** Of all that reports consist of, but not its texts: equal only if they are the same. */
  print: string
  /** Whether every table tells of its changes. */
  hasTriggers: boolean
}

/**
 * Nearly free while nobody writes to the database server, for then its snapshot stays the same. Otherwise every row is
 * looked at, without its texts: some tens of milliseconds for 100,000. Count and largest number would be cheaper, but a
 * change leaves both as they are; so does the largest `xmin`, when of two transactions the older is the last to commit.
 */
export async function look(sql: Sql, before: Look | undefined): Promise<Look> {
  const [[now], tables] = await Promise.all([sql<[SnapshotRow]>`${snapshotQuery(sql)}`, tablesOf(sql)])
  const { snapshot, told } = now
  const hasTriggers = told === (tables.hasRows ? 1 : 0) + (tables.hasReports ? 2 : 0)
  // The snapshot is older than the print: what is committed between the two is looked at again.
  const print = before?.snapshot === snapshot ? before.print : await printOf(sql, tables)
  return { snapshot, print, hasTriggers }
}

interface SnapshotRow {
  snapshot: string
  told: number
}

function snapshotQuery(sql: Sql) {
  return sql`
    select pg_current_snapshot()::text as snapshot, (
      select count(*)::integer from pg_trigger
      where tgname = 'enddel_tell_row' and tgenabled = 'A'
        and tgrelid in (to_regclass('crypto_report'), to_regclass('enddel_report'), to_regclass('enddel_report_text'))
    ) as told`
}

async function printOf(sql: Sql, { hasRows, hasReports }: Tables): Promise<string> {
  const [rows, reports] = await Promise.all([
    hasRows ? sql<[Print]>`${rowsPrint(sql)}` : noPrint,
    hasReports ? sql<[Print]>`${reportsPrint(sql)}` : noPrint,
  ])
  return joinPrints(rows[0].print, reports[0].print)
}

interface Print {
  print: string
}

const noPrint: readonly [Print] = [{ print: '' }]

export function joinPrints(rows: string, reports: string): string {
  return `${rows}, ${reports}`
}

/** A sum, since it does not depend on the order of rows; of hashes, since plain numbers could make up for each other. */
export function rowsPrint(sql: Sql) {
  return sql`
    select concat_ws(' ', count(*), sum(hashint8extended(xmin::text::bigint, id))) as print from crypto_report`
}

export function reportsPrint(sql: Sql) {
  return sql`
    select concat_ws(' ',
      (select concat_ws(' ', count(*), sum(hashtextextended(slug, xmin::text::bigint))) from enddel_report),
      (select concat_ws(' ', count(*), sum(hashtextextended(slug || ' ' || lang, xmin::text::bigint)))
        from enddel_report_text)) as print`
}
