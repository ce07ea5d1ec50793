import type { Command } from 'commander'
import type { Database } from '../content/postgres/database.ts'
import { type Config, findSetting } from '../core/config.ts'
import { EnddelError } from '../core/errors.ts'

export function addMigrate(program: Command, readConfig: () => Promise<Config>): void {
  program
    .command('migrate')
    .description('Make or update the tables of reports in the PostgreSQL of DATABASE_URL.')
    .action(async () => withDatabase(await readConfig(), runMigrate))
}

async function runMigrate(database: Database): Promise<void> {
  const { migrate } = await import('../content/postgres/migrate.ts')
  const applied = await migrate(database)
  console.log(
    applied.length > 0 ? `migrated ${database.place}: ${applied.join(', ')}` : `${database.place} is up to date`,
  )
}

export async function withDatabase(config: Config, work: (database: Database) => Promise<void>): Promise<void> {
  const url = findSetting('databaseUrl', config).value
  const pool = findSetting('databasePool', config).value
  if (!url) {
    throw new EnddelError('E_USAGE', 'DATABASE_URL is not set', {
      hint: 'give postgres://user:password@host/database in the environment or in .env',
    })
  }
  // Not before it is needed: other commands should not wait for it to be loaded.
  const { openDatabase } = await import('../content/postgres/database.ts')
  const database = openDatabase(url, { pool })
  try {
    await work(database)
  } finally {
    await database.close()
  }
}
