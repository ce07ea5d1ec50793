/** A real PostgreSQL for tests: one server for all suites of a run, and a database of its own for each test. */
import { execFile, spawn } from 'node:child_process'
import { chown, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres, { type Sql } from 'postgres'
import { findPostgres } from './needs.ts'
import { freePort } from '../core/free-port.ts'

const run = promisify(execFile)

export interface TestServer {
  port: number
  /** Ends it at once, as a crash would; what was committed is there when it is started again. */
  kill(): Promise<void>
  start(): Promise<void>
}

export interface TestDatabase {
  /** With the password of a superuser, which is {@link password}. */
  url: string
  /** The address for another user, or another database. */
  urlWith(changes: { user?: string; password?: string; database?: string; port?: number }): string
  /** For a look behind the scenes, as superuser. */
  sql: Sql
  server: TestServer
}

export const password = 'open sesame/%'

/** Runs `work` with a new empty database that is gone afterwards. */
export async function withDatabase<Result>(work: (database: TestDatabase) => Promise<Result>): Promise<Result> {
  const server = await testServer()
  const name = `test_${process.pid}_${(databases += 1)}`
  await asAdmin(server, (sql) => sql`create database ${sql(name)}`)
  const sql = connect(server, name)
  const urlWith = (changes: Parameters<TestDatabase['urlWith']>[0]) =>
    addressOf({ user: 'enddel', password, database: name, port: server.port, ...changes })
  try {
    return await work({ url: urlWith({}), urlWith, sql, server })
  } finally {
    await sql.end({ timeout: 1 })
    await asAdmin(server, (sql) => sql`drop database ${sql(name)} with (force)`)
  }
}

/** Adds a user that may log in with {@link password} and read the reports, now and later, and nothing else. */
export async function addReader({ sql }: TestDatabase): Promise<string> {
  const name = `reader_${process.pid}_${(databases += 1)}`
  await sql.unsafe(`create role ${name} login password '${password}'`)
  await sql.unsafe(`grant select on all tables in schema public to ${name}`)
  await sql.unsafe(`alter role ${name} set default_transaction_read_only = on`)
  return name
}

let databases = 0
let started: Promise<TestServer> | undefined

/** Started when it is first asked for. It ends with this process, however that ends. */
export function testServer(): Promise<TestServer> {
  started ??= startServer()
  return started
}

async function startServer(): Promise<TestServer> {
  const bin = await findPostgres()
  if (!bin) throw new Error('PostgreSQL is not installed')
  const user = await serverUser()
  const folder = await mkdtemp(join(tmpdir(), 'enddel-test-'))
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password)
  guard(bin, folder, user)

  const access = ['--username=enddel', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  await run(join(bin, 'initdb'), ['-D', data, '--no-sync', '--locale=C', '--encoding=UTF8', ...access], user)
  const port = await freePort()
  const control = (...args: string[]) => run(join(bin, 'pg_ctl'), ['-D', data, '--silent', '--wait', ...args], user)
  const server = {
    port,
    kill: async () => void (await control('stop', '--mode=immediate')),
    start: async () =>
      void (await control(
        'start',
        '-l',
        join(folder, 'log'),
        '-o',
        `-p ${port} ${quickly.map((line) => `-c ${line}`).join(' ')}`,
      )),
  }
  await server.start()
  return server
}

/** What it holds may be lost with the machine, so it does not wait for the disk. */
const quickly = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  'full_page_writes=off',
  'shared_buffers=32MB',
]

/** Waits for the end of its input, which is the end of this process, then ends the server and removes its folder. */
function guard(bin: string, folder: string, user: ServerUser): void {
  const script = 'cat > /dev/null; "$0/pg_ctl" stop -D "$1/data" -s -w -m immediate 2> /dev/null; rm -rf "$1"'
  const guardian = spawn('/bin/sh', ['-c', script, bin, folder], {
    ...user,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // a signal to the group of this process, such as Ctrl-C, does not keep it from its work
  })
  guardian.unref()
  ;(guardian.stdin as unknown as { unref(): void }).unref() // a pipe to a child is a socket
}

type ServerUser = { uid?: number; gid?: number; cwd: string }

/** PostgreSQL refuses to run as root: then it runs as the user that its package has made. */
async function serverUser(): Promise<ServerUser> {
  const cwd = '/' // which that user may enter
  if (process.getuid?.() !== 0) return { cwd }
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (of) => Number((await run('id', [of, 'postgres'])).stdout)),
  )
  return { uid: uid!, gid: gid!, cwd }
}

async function asAdmin(server: TestServer, work: (sql: Sql) => Promise<unknown>): Promise<void> {
  const sql = connect(server, 'postgres')
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function connect({ port }: TestServer, database: string): Sql {
  return postgres({ host: '127.0.0.1', port, user: 'enddel', password, database, max: 4, onnotice: () => {} })
}

function addressOf({
  user,
  password,
  database,
  port,
}: Record<'user' | 'password' | 'database', string> & { port: number }) {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}
