import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOf } from '../testing/refusal.ts'
import { readRedisUrl } from './redis-url.ts'

const url = suite('core/redis-url')

url('takes addresses with and without port, database, user and TLS', () => {
  assert.is(readRedisUrl('redis://localhost').href, 'redis://localhost')
  assert.is(readRedisUrl('redis://localhost:6380/2').href, 'redis://localhost:6380/2')
  assert.is(readRedisUrl('rediss://user:word@cache.example.com/').href, 'rediss://user:word@cache.example.com/')
  assert.is(readRedisUrl('REDIS://[::1]:6379').href, 'redis://[::1]:6379')
})

url('refuses what is no address of a Redis, with the remedy', () => {
  const error = refusalOf(() => readRedisUrl('localhost:6379'))

  assert.is(error.code, 'E_USAGE')
  assert.is(error.message, 'REDIS_URL is "localhost:6379"')
  assert.match(error.hint!, 'redis://[user:password@]host[:port][/database]')
  assert.is(refusalOf(() => readRedisUrl('')).code, 'E_USAGE')
  assert.is(refusalOf(() => readRedisUrl('http://localhost')).code, 'E_USAGE')
  assert.is(refusalOf(() => readRedisUrl('redis://')).code, 'E_USAGE')
  assert.is(refusalOf(() => readRedisUrl('redis://localhost:65536')).code, 'E_USAGE')
  assert.is(refusalOf(() => readRedisUrl('redis://localhost/first')).code, 'E_USAGE')
  assert.is(refusalOf(() => readRedisUrl('redis://:100%@localhost')).code, 'E_USAGE')
})

url('takes no options from the address', () => {
  assert.is(refusalOf(() => readRedisUrl('redis://localhost?commandTimeout=60000')).code, 'E_USAGE')
  assert.is(refusalOf(() => readRedisUrl('redis://localhost#x')).code, 'E_USAGE')
})

url('names no password when it refuses', () => {
  assert.is(refusalOf(() => readRedisUrl('redis://u:secret@host/x')).message, 'REDIS_URL is "redis://***@host/x"')
  assert.is(refusalOf(() => readRedisUrl('u:sec@ret@host')).message, 'REDIS_URL is "***@host"')
  assert.is(refusalOf(() => readRedisUrl('redis://:se#cret@host')).message, 'REDIS_URL is "redis://***@host"')
  assert.is(refusalOf(() => readRedisUrl('redis://h?password=secret')).message, 'REDIS_URL is "redis://h?***"')
})

url('masks the password in messages, as it is and as it stands in the address', () => {
  const { mask } = readRedisUrl('redis://:s%23cret@host')

  assert.is(mask('cannot reach redis://:s%23cret@host with s#cret'), 'cannot reach redis://:***@host with ***')
  assert.is(readRedisUrl('redis://host').mask('as it is'), 'as it is')
})

url.run()
