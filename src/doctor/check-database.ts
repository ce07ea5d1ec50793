import { openDatabase } from '../content/postgres/database.ts'
import { look } from '../content/postgres/look.ts'
import { migrations } from '../content/postgres/migrations.ts'
import { tablesOf } from '../content/postgres/tables.ts'
import type { Sql } from 'postgres'
import type { ServeSettings } from '../core/config.ts'
import { clockFinding } from './clock-finding.ts'
import { type Finding, note, ok, problem } from './finding.ts'

type Address = Pick<ServeSettings, 'databaseUrl' | 'databasePool'>

export async function checkDatabase({ databaseUrl, databasePool }: Address, limitMs: number): Promise<Finding[]> {
  if (!databaseUrl) return [ok('PostgreSQL', 'not used: reports come from the content folder')]
  const database = openDatabase(databaseUrl, { pool: 1, deadlineMs: limitMs * 0.9 })
  try {
    const server = await database.run(lookAtServer)
    const tables = await database.run(lookAtTables)
    return [
      ok('PostgreSQL', `version ${server.version}, ${database.place}`),
      ...poolFinding(databasePool, server.connections),
      ...tables,
      ...clockFinding('PostgreSQL', server.now - Date.now()),
    ]
  } finally {
    await database.close()
  }
}

interface Server {
  version: string
  connections: number
  now: number
}

async function lookAtServer(sql: Sql): Promise<Server> {
  const [row] = await sql<[Server]>`
    select current_setting('server_version') as version,
      current_setting('max_connections')::integer as connections,
      (extract(epoch from clock_timestamp()) * 1000)::float8 as now`
  return row
}

function poolFinding(pool: number, connections: number): Finding[] {
  if (pool < connections) return []
  const message = `allows ${connections} connections, and DATABASE_POOL is ${pool}`
  return [note('PostgreSQL', message, 'lower DATABASE_POOL, or raise max_connections there')]
}

async function lookAtTables(sql: Sql): Promise<Finding[]> {
  const tables = await tablesOf(sql)
  if (!tables.hasRows && !tables.hasReports) {
    return [problem('PostgreSQL', 'has no tables of reports', 'make them with `enddel migrate`')]
  }
  const [{ hasTriggers }, behind] = await Promise.all([look(sql, undefined), missingMigrations(sql)])
  return [
    ...(behind > 0 ? [note('PostgreSQL', `${behind} migrations are missing`, 'run `enddel migrate`')] : []),
    hasTriggers
      ? ok('PostgreSQL', 'tables of reports tell of their changes')
      : note('PostgreSQL', 'has no triggers, so that it is asked every second', 'make them with `enddel migrate`'),
  ]
}

async function missingMigrations(sql: Sql): Promise<number> {
  const [{ known }] = await sql<[{ known: boolean }]>`select to_regclass('enddel_migration') is not null as known`
  if (!known) return migrations.length
  const done = await sql<{ number: number }[]>`select number from enddel_migration`
  return migrations.filter(({ number }) => !done.some((row) => row.number === number)).length
}
