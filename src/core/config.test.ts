import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readConfig, wholeNumber } from './config.ts'
import { refusalOf } from '../testing/refusal.ts'

const config = suite('core/config')

config('has a default for everything', () => {
  const { threads, ...rest } = readConfig({})

  assert.ok(threads >= 1)
  assert.equal(rest, { host: '0.0.0.0', port: 3000, siteUrl: '', logLevel: 'info', renderQueue: 512, isCi: false })
})

config('takes an empty variable for one that is not set', () => {
  const { host, port, siteUrl } = readConfig({ HOST: '', PORT: '', SITE_URL: '' })

  assert.equal([host, port, siteUrl], ['0.0.0.0', 3000, ''])
})

config('reads what the environment says', () => {
  const read = readConfig({ HOST: '::1', PORT: '0', LOG_LEVEL: 'warn', V8_QUEUE_CAPACITY: '8', CI: 'true' })

  assert.equal([read.host, read.port, read.logLevel, read.renderQueue, read.isCi], ['::1', 0, 'warn', 8, true])
})

config('logs more with DEBUG=1, unless a level is named', () => {
  assert.is(readConfig({ DEBUG: '1' }).logLevel, 'debug')
  assert.is(readConfig({ DEBUG: '1', LOG_LEVEL: 'error' }).logLevel, 'error')
  assert.is(readConfig({ DEBUG: 'express:*' }).logLevel, 'info')
})

config('names the variable that is wrong, and the range', () => {
  const error = refusalOf(() => readConfig({ PORT: '65536' }))

  assert.is(error.code, 'E_USAGE')
  assert.is(error.message, 'PORT is "65536"')
  assert.match(error.hint!, '0 to 65535')
})

config('refuses a log level that does not exist', () => {
  assert.match(refusalOf(() => readConfig({ LOG_LEVEL: 'loud' })).message, 'LOG_LEVEL is "loud"')
})

config('takes the address of the site without the slash at its end', () => {
  assert.is(readConfig({ SITE_URL: 'https://example.com/' }).siteUrl, 'https://example.com')
  assert.is(readConfig({ SITE_URL: 'http://localhost:8080' }).siteUrl, 'http://localhost:8080')
})

config('refuses an address of the site with more than scheme and host', () => {
  assert.match(refusalOf(() => readConfig({ SITE_URL: 'https://example.com/shop' })).message, 'SITE_URL')
  assert.match(refusalOf(() => readConfig({ SITE_URL: 'https://example.com/?a' })).message, 'SITE_URL')
  assert.match(refusalOf(() => readConfig({ SITE_URL: 'example.com' })).message, 'SITE_URL')
  assert.match(refusalOf(() => readConfig({ SITE_URL: 'javascript:alert(1)' })).message, 'SITE_URL')
})

config('reads whole numbers up to both ends of the range', () => {
  assert.is(wholeNumber('--threads', '1', 1, 64), 1)
  assert.is(wholeNumber('--threads', '64', 1, 64), 64)
})

config('refuses what is no whole number within the range', () => {
  assert.is(refusalOf(() => wholeNumber('--threads', '0', 1, 64)).message, '--threads is "0"')
  assert.is(refusalOf(() => wholeNumber('--threads', '65', 1, 64)).code, 'E_USAGE')
  assert.is(refusalOf(() => wholeNumber('--threads', '-1', 1, 64)).code, 'E_USAGE')
  assert.is(refusalOf(() => wholeNumber('--threads', '1.5', 1, 64)).code, 'E_USAGE')
  assert.is(refusalOf(() => wholeNumber('--threads', '1e1', 1, 64)).code, 'E_USAGE')
  assert.is(refusalOf(() => wholeNumber('--threads', ' 1', 1, 64)).code, 'E_USAGE')
  assert.is(refusalOf(() => wholeNumber('--threads', '', 0, 64)).code, 'E_USAGE')
})

config.run()
