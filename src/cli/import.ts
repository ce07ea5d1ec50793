import { join } from 'node:path'
import type { Command } from 'commander'
import type { Database } from '../content/postgres/database.ts'
import type { Config } from '../core/config.ts'
import { EnddelError } from '../core/errors.ts'
import { withDatabase } from './migrate.ts'

interface Flags {
  content?: string
  to?: string
}

export function addImport(program: Command, readConfig: () => Promise<Config>): void {
  program
    .command('import')
    .description('Copy the reports of a content folder into the PostgreSQL of DATABASE_URL, or back with --to.')
    .option('--content <folder>', 'the folder whose reports/ is copied into the database (default: "content")')
    .option('--to <folder>', 'the folder whose reports/ is written from the database; it must not be there yet')
    .action(async (flags: Flags) => withDatabase(await readConfig(), (database) => runImport(flags, database)))
}

async function runImport({ content, to }: Flags, database: Database): Promise<void> {
  if (content !== undefined && to !== undefined) {
    throw new EnddelError('E_USAGE', '--content and --to go two ways', { hint: 'give one of them' })
  }
  if (to !== undefined) {
    const { exportReports } = await import('../content/postgres/export-reports.ts')
    const count = await exportReports(database, join(to, 'reports'))
    console.log(`wrote ${count} reports of ${database.place} to ${join(to, 'reports')}`)
    return
  }
  const folder = join(content ?? 'content', 'reports')
  const { importReports } = await import('../content/postgres/import-reports.ts')
  const { added, changed, same } = await importReports(folder, database)
  console.log(`imported ${folder} into ${database.place}: ${added} new, ${changed} changed, ${same} the same`)
}
