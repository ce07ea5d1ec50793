/**
 * What reports there are. The stamp of a row is the transaction that wrote it (`xmin`), which needs no column and no
 * trigger, and no text is touched. The origin is part of it because other databases count their transactions too.
 */
import type { Sql } from 'postgres'
import { EnddelError } from '../../core/errors.ts'
import { problemOf, type ReportDraft, type ReportListing } from '../report-source.ts'
import { reportsPrint, rowsPrint } from './look.ts'
import { placeOfReport, placeOfRow } from './places.ts'

/** What was listed, and the print (look.ts) of that very moment. */
export interface Printed<Listed> {
  listed: Listed
  print: string
}

export async function listRows(sql: Sql, origin: string): Promise<Printed<ReportDraft[]>> {
  const { rows, print } = await rowsAndPrint<{ id: number; stamp: string }>(
    sql,
    rowsPrint(sql),
    sql`select id as key, id, xmin::text as stamp from crypto_report`,
  )
  const drafts = rows.map(({ id, stamp }) => ({
    slug: `report-${id}`,
    place: placeOfRow(id),
    stamp: `${origin} ${stamp}`,
  }))
  return { listed: drafts, print }
}

export async function listReports(sql: Sql, origin: string): Promise<Printed<ReportListing>> {
  const { rows, print } = await rowsAndPrint<{ slug: string; stamp: string; isTwice: boolean }>(
    sql,
    reportsPrint(sql),
    sql`
      select slug collate "C" as key, slug, count(*) > 1 and min(lang) = '' as "isTwice",
        min(report.xmin::text) || ' ' || string_agg(lang || ' ' || text.xmin::text, ' ' order by lang) as stamp
      from enddel_report report join enddel_report_text text using (slug)
      group by slug`,
  )
  const drafts = rows.map(({ slug, stamp }) => ({ slug, place: placeOfReport(slug), stamp: `${origin} ${stamp}` }))
  const problems = rows.flatMap(({ slug, isTwice }) => (isTwice ? problemOf(slug, inBothForms(slug)) : []))
  return { listed: without(drafts, problems), print }
}

/** In one statement, which sees one state of the tables. `listing` has a column `key`, its order. */
async function rowsAndPrint<Row>(
  sql: Sql,
  print: Fragment,
  listing: Fragment,
): Promise<{ rows: readonly Row[]; print: string }> {
  const rows = await sql<(Row & { key: unknown; print: string })[]>`
    select * from (${print}) as printed left join (${listing}) as listed on true order by key`
  // There is always one, for its print.
  return { rows: rows.filter(({ key }) => key !== null), print: rows[0]!.print }
}

type Fragment = ReturnType<typeof rowsPrint>

/** Joins the two. No report of enddel's own may be named as a row of the older table is. */
export function joinListings({ drafts, problems }: ReportListing, rows: readonly ReportDraft[]): ReportListing {
  const rowsBySlug = new Map(rows.map((row) => [row.slug, row]))
  const twins = drafts.flatMap(({ slug, place }) => {
    const row = rowsBySlug.get(slug)
    return row ? problemOf(slug, standsTwice(place, row.place)) : []
  })
  return without([...drafts, ...rows], [...problems, ...twins])
}

function without(drafts: ReportDraft[], problems: ReportListing['problems']): ReportListing {
  if (problems.length === 0) return { drafts, problems }
  const slugs = new Set(problems.map(({ slug }) => slug))
  return { drafts: drafts.filter(({ slug }) => !slugs.has(slug)), problems }
}

function standsTwice(place: string, other: string): EnddelError {
  return new EnddelError('E_TWICE', `${place}: stands for the same as ${other}`, { hint: 'remove one of them' })
}

function inBothForms(slug: string): EnddelError {
  return new EnddelError('E_TWICE', `${placeOfReport(slug)}: has texts of both forms`, {
    hint: 'remove the one with the empty lang, or all others',
  })
}
