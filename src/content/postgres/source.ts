import type { RawReport, ReportDraft, ReportListing, ReportSource } from '../report-source.ts'
import type { Database } from './database.ts'
import { joinListings, listReports, listRows, type Printed } from './list-reports.ts'
import { joinPrints } from './look.ts'
import { readReports } from './read-reports.ts'
import { noTables, originOf, tablesOf } from './tables.ts'

export interface PostgresSource extends ReportSource {
  /** The print (look.ts) of what was listed last. */
  listedPrint(): string | undefined
}

/**
 * Reports in PostgreSQL: the rows of the older table `crypto_report`, and those of enddel's own tables. Needs to read them
 * and no more. Closing it closes the database.
 */
export function createPostgresSource(database: Database): PostgresSource {
  let print: string | undefined
  return {
    async list() {
      const tables = await database.run(tablesOf)
      if (!tables.hasRows && !tables.hasReports) throw noTables(database)
      const origin = await originOf(database)
      const [reports, rows] = await Promise.all([
        tables.hasReports ? database.run((sql) => listReports(sql, origin)) : noReports,
        tables.hasRows ? database.run((sql) => listRows(sql, origin)) : noRows,
      ])
      print = joinPrints(rows.print, reports.print)
      return joinListings(reports.listed, rows.listed)
    },
    listedPrint: () => print,
    async read(drafts) {
      const read: RawReport[] = []
      for (let at = 0; at < drafts.length; at += batchSize) {
        read.push(...(await database.run((sql) => readReports(sql, drafts.slice(at, at + batchSize)))))
      }
      return read
    },
    close: () => database.close(),
  }
}

/** Reports in one query: some megabytes. */
const batchSize = 100

const noReports: Printed<ReportListing> = { listed: { drafts: [], problems: [] }, print: '' }
const noRows: Printed<ReportDraft[]> = { listed: [], print: '' }
