import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { EnddelError } from '../../core/errors.ts'
import { createFolderSource } from '../folder-source.ts'
import { parseReport } from '../parse-report.ts'
import type { RawReport, RawText, ReportProblem } from '../report-source.ts'
import type { Database } from './database.ts'
import { findTwins, openStaging, type Outcome, stage, type StagedReport, takeStaged } from './staging.ts'
import { noTables, tablesOf } from './tables.ts'

/**
 * Copies the reports of a folder into a database, all of them, or none if one cannot be read. Reports that are only in
 * the database stay there. One that is a row of `crypto_report`, by its name `report-ID.json`, is changed there.
 */
export async function importReports(folder: string, database: Database): Promise<Outcome & { same: number }> {
  const source = createFolderSource(folder)
  const { drafts, problems } = await source.list()
  if (problems[0]) throw unreadable(problems[0], problems.length)

  const session = database.openSession({ deadlineMs })
  try {
    const tables = await session.run(tablesOf)
    if (!tables.hasReports) throw noTables(database)
    await session.run(openStaging)
    for (let at = 0; at < drafts.length; at += batchSize) {
      const reports = await source.read(drafts.slice(at, at + batchSize))
      const checked = await Promise.all(reports.map(check))
      await session.run((sql) => stage(sql, checked))
    }
    const [twin] = await session.run((sql) => findTwins(sql, tables))
    if (twin) throw sameId(folder, twin)
    const { added, changed } = await session.run((sql) => takeStaged(sql, tables))
    return { added, changed, same: drafts.length - added - changed }
  } finally {
    await session.close()
  }
}

const batchSize = 100
/** For one query: others may be writing the same reports. */
const deadlineMs = 10 * 60_000

/** A report as it is, once it is known that pages can be made of it. */
async function check(report: RawReport): Promise<StagedReport> {
  const texts = new Map(await Promise.all(report.texts.map(async (text) => [text, await exactText(text)] as const)))
  const { facts } = await parseReport(report, (text) => texts.get(text)!)
  return {
    slug: report.slug,
    id: facts.id,
    createdAt: facts.createdAt,
    texts: [...texts].map(([{ lang }, source]) => ({ lang: lang ?? '', source })),
  }
}

/** So that the same bytes can be written again. */
async function exactText({ place, text }: RawText): Promise<string> {
  if (text !== undefined) return text
  const bytes = await readFile(place)
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString()
  throw new EnddelError('E_NOT_TEXT', `${place}: is not text in UTF-8`, { hint: 'save it as UTF-8' })
}

function unreadable({ message, hint }: ReportProblem, count: number): EnddelError {
  const others = count > 1 ? `, and ${count - 1} more like it` : ''
  return new EnddelError('E_IMPORT', `${message}${others}`, hint === undefined ? {} : { hint })
}

function sameId(folder: string, { slug, id, other }: { slug: string; id: number; other: string }): EnddelError {
  return new EnddelError('E_SAME_ID', `${slug} in ${folder} has the id ${id}, and so has ${other}`, {
    hint: 'give one of them another id, or delete the one that is out of date',
  })
}
