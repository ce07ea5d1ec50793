import { availableParallelism } from 'node:os'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  apiAddress,
  autoOrCount,
  cronLine,
  databaseAddress,
  hostName,
  logLevel,
  optional,
  redisAddress,
  secretKey,
  siteAddress,
  threadCount,
  trueOrFalse,
  wholeNumber,
} from './setting-values.ts'
import { refusalOf } from '../testing/refusal.ts'

const values = suite('core/setting-values')

const key = '0123456789abcdef0123456789abcdef'

/** Expects wrong usage that names the setting, and gives the whole text of the error. */
function refuses(parse: (name: string, text: string) => unknown, text: string): string {
  const { code, message, hint } = refusalOf(() => parse('NAME', text))
  assert.is(code, 'E_USAGE')
  assert.match(message, /^NAME is /)
  assert.ok(hint)
  return `${message} (${hint})`
}

values('are whole numbers up to both ends of the range', () => {
  assert.is(wholeNumber('--threads', '1', 1, 64), 1)
  assert.is(wholeNumber('--threads', '64', 1, 64), 64)
})

values('are no other numbers', () => {
  assert.is(refusalOf(() => wholeNumber('--threads', '0', 1, 64)).message, '--threads is "0"')
  assert.is(refusalOf(() => wholeNumber('--threads', '65', 1, 64)).hint, 'give a whole number from 1 to 64')
  assert.is(refusalOf(() => wholeNumber('--threads', '-1', 1, 64)).code, 'E_USAGE')
  assert.is(refusalOf(() => wholeNumber('--threads', '1.5', 1, 64)).code, 'E_USAGE')
  assert.is(refusalOf(() => wholeNumber('--threads', '1e1', 1, 64)).code, 'E_USAGE')
  assert.is(refusalOf(() => wholeNumber('--threads', ' 1', 1, 64)).code, 'E_USAGE')
  assert.is(refusalOf(() => wholeNumber('--threads', '', 0, 64)).code, 'E_USAGE')
})

values('are true or false, or 1 or 0', () => {
  assert.equal(
    ['true', '1', 'false', '0'].map((text) => trueOrFalse('NAME', text)),
    [true, true, false, false],
  )
  assert.is(refuses(trueOrFalse, 'yes'), 'NAME is "yes" (give true or false)')
  assert.is(refuses(trueOrFalse, ''), 'NAME is "" (give true or false)')
})

values('may leave a count to enddel', () => {
  assert.is(autoOrCount('NAME', 'auto'), 'auto')
  assert.is(autoOrCount('NAME', '1'), 1)
  assert.is(autoOrCount('NAME', '256'), 256)
  assert.is(refuses(autoOrCount, '0'), 'NAME is "0" (give auto, or a whole number from 1 to 256)')
  refuses(autoOrCount, '257')
})

values('count one thread for each core by themselves', () => {
  assert.is(threadCount('NAME', 'auto'), Math.min(availableParallelism(), 256))
  assert.is(threadCount('NAME', '3'), 3)
})

values('are levels that the log knows', () => {
  assert.is(logLevel('NAME', 'silent'), 'silent')
  assert.match(refuses(logLevel, 'loud'), /"loud" \(give one of trace, .*silent/)
})

values('are hosts without spaces', () => {
  assert.is(hostName('NAME', '::1'), '::1')
  refuses(hostName, '')
  refuses(hostName, 'a b')
})

values('are cron lines of five fields, or six with seconds', () => {
  assert.is(cronLine('NAME', '*/5 0-6 1,15 * MON'), '*/5 0-6 1,15 * MON')
  assert.is(cronLine('NAME', '*/10 * * * * *'), '*/10 * * * * *')
  assert.match(refuses(cronLine, '* * * *'), 'five fields')
  refuses(cronLine, '* * * * * * *')
  refuses(cronLine, '* * * * ?')
})

values('are empty where there may be none', () => {
  assert.is(optional(secretKey)('NAME', ''), '')
  assert.is(optional(secretKey)('NAME', key), key)
  refuses(optional(secretKey), 'short')
})

values('are the address of a site, without the slash at its end', () => {
  assert.is(siteAddress('NAME', 'https://example.com/'), 'https://example.com')
  assert.is(siteAddress('NAME', 'http://localhost:8080'), 'http://localhost:8080')
})

values('are no address of a site with more than scheme and host', () => {
  assert.match(refuses(siteAddress, 'https://example.com/shop'), 'scheme and host alone')
  refuses(siteAddress, 'https://example.com/?a')
  refuses(siteAddress, 'https://example.com/#a')
  refuses(siteAddress, 'example.com')
  refuses(siteAddress, 'javascript:alert(1)')
  assert.not.match(refuses(siteAddress, 'https://user:hunter2@example.com'), 'hunter2')
})

values('are the address of an API, without the slash at its end', () => {
  assert.is(apiAddress('NAME', 'https://example.com/api/'), 'https://example.com/api')
  assert.is(apiAddress('NAME', 'http://127.0.0.1:8080'), 'http://127.0.0.1:8080')
  assert.is(apiAddress('NAME', 'https://user:pass@example.com/api'), 'https://user:pass@example.com/api')
})

values('are no address of an API with a query, or with another scheme', () => {
  assert.match(refuses(apiAddress, 'https://example.com/?key=1'), 'http or https address without a query')
  refuses(apiAddress, 'https://example.com/?')
  refuses(apiAddress, 'https://example.com/#a')
  refuses(apiAddress, 'ftp://example.com')
  refuses(apiAddress, 'example.com/api')
})

values('are the address of Redis', () => {
  assert.is(redisAddress('NAME', 'redis://127.0.0.1:6379'), 'redis://127.0.0.1:6379')
  assert.is(redisAddress('NAME', 'rediss://user:p%2Fw@h:6380/2'), 'rediss://user:p%2Fw@h:6380/2')
})

values('are no other address than that of Redis', () => {
  assert.match(refuses(redisAddress, 'http://127.0.0.1:6379'), 'give redis://')
  refuses(redisAddress, 'redis://')
  refuses(redisAddress, 'redis:localhost:6379')
  refuses(redisAddress, 'localhost:6379')
  refuses(redisAddress, 'redis://h/name')
  refuses(redisAddress, 'redis://h/0?family=0')
})

values('are the address of a PostgreSQL', () => {
  const address = 'postgresql://user:p%2Fw@h:5433/reports?sslmode=require'

  assert.is(databaseAddress('NAME', address), address)
  assert.match(refuses(databaseAddress, 'redis://h/0'), 'give postgres://')
})

values('never repeat a password, nor take one that is cut short', () => {
  assert.not.match(refuses(redisAddress, 'redis://u:12/hunter2@h'), 'hunter2')
  assert.not.match(refuses(redisAddress, 'redis://u:12#hunter2@h'), 'hunter2')
  assert.not.match(refuses(redisAddress, 'redis://u:12?hunter2@h'), 'hunter2')
  assert.not.match(refuses(redisAddress, 'http://u:hunter2@h'), 'hunter2')
  assert.not.match(refuses(databaseAddress, 'postgres://u:12/hunter2@h'), 'hunter2')
  assert.not.match(refuses(databaseAddress, 'postgres://u:hunter2@h'), 'hunter2')
  assert.not.match(refuses(apiAddress, 'https://u:12/hunter2@example.com'), 'hunter2')
  assert.not.match(refuses(apiAddress, 'ftp://u:hunter2@example.com'), 'hunter2')
  assert.not.match(refuses(secretKey, 'hunter2'), 'hunter2')
})

values('are secrets of at least 32 bytes, with a way to make one', () => {
  assert.is(secretKey('NAME', key), key)
  assert.match(refuses(secretKey, key.slice(1)), 'openssl rand -hex 32')
})

values('are secrets that a header field can carry', () => {
  refuses(secretKey, `${key} ${key}`)
  refuses(secretKey, `${key}\n`)
  refuses(secretKey, `${key}é`)
})

values.run()
