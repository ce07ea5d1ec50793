import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOf } from '../testing/refusal.ts'
import { readDatabaseUrl } from './database-url.ts'

const url = suite('core/database-url')

url('takes an address apart', () => {
  const { mask: _, ...read } = readDatabaseUrl(
    'postgresql://ann:p%2Fw@db.example.com:5433/my%20reports?sslmode=require',
  )

  assert.equal(read, {
    host: 'db.example.com',
    port: 5433,
    database: 'my reports',
    user: 'ann',
    password: 'p/w',
    tls: 'require',
  })
})

url('needs no more than host and database', () => {
  const { mask: _, ...read } = readDatabaseUrl('postgres://localhost/reports')

  assert.equal(read, {
    host: 'localhost',
    port: 5432,
    database: 'reports',
    user: undefined,
    password: undefined,
    tls: 'disable',
  })
  assert.is(readDatabaseUrl('postgres://[::1]/reports').host, '::1')
})

url('refuses what is no address of a PostgreSQL, with the remedy', () => {
  const error = refusalOf(() => readDatabaseUrl('localhost/reports'))

  assert.is(error.code, 'E_USAGE')
  assert.is(error.message, 'DATABASE_URL is "localhost/reports"')
  assert.match(error.hint!, 'postgres://[user[:password]@]host[:port]/database')
  for (const text of [
    '',
    'mysql://localhost/reports',
    'postgres://localhost',
    'postgres://localhost/',
    'postgres:///reports',
    'postgres://localhost/reports/more',
    'postgres://localhost:65536/reports',
    'postgres://user:12/rest-of-password@localhost',
    'postgres://:100%@localhost/reports',
    'postgres://one,two/reports#x',
  ]) {
    assert.is(refusalOf(() => readDatabaseUrl(text)).code, 'E_USAGE', text)
  }
})

url('takes no options from the address but that for TLS', () => {
  assert.is(readDatabaseUrl('postgres://h/d?sslmode=verify-full').tls, 'verify-full')
  assert.is(refusalOf(() => readDatabaseUrl('postgres://h/d?sslmode=maybe')).code, 'E_USAGE')
  assert.is(refusalOf(() => readDatabaseUrl('postgres://h/d?sslmode=require&sslmode=disable')).code, 'E_USAGE')
  assert.is(refusalOf(() => readDatabaseUrl('postgres://h/d?statement_timeout=1')).code, 'E_USAGE')
})

url('names no password when it refuses', () => {
  assert.is(
    refusalOf(() => readDatabaseUrl('postgres://u:secret@host')).message,
    'DATABASE_URL is "postgres://***@host"',
  )
  assert.is(refusalOf(() => readDatabaseUrl('u:sec@ret@host')).message, 'DATABASE_URL is "***@host"')
  assert.is(
    refusalOf(() => readDatabaseUrl('postgres://:se#cret@host/d')).message,
    'DATABASE_URL is "postgres://***@host/d"',
  )
  assert.is(
    refusalOf(() => readDatabaseUrl('postgres://h/d?password=secret')).message,
    'DATABASE_URL is "postgres://h/d?***"',
  )
})

url('masks the password in messages, as it is and as it stands in the address', () => {
  const { mask } = readDatabaseUrl('postgres://:s%23cret@host/d')

  assert.is(mask('cannot reach postgres://:s%23cret@host with s#cret'), 'cannot reach postgres://:***@host with ***')
  assert.is(readDatabaseUrl('postgres://host/d').mask('as it is'), 'as it is')
})

url.run()
