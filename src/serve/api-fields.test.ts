import type { Socket } from 'node:net'
import type { IncomingHttpHeaders } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fieldsForApi, fieldsForClient } from './api-fields.ts'

const apiFields = suite('serve/api-fields')

apiFields('of a request pass when they choose a representation', () => {
  const fields = forApi({ accept: 'application/json', 'if-none-match': '"a"', range: 'bytes=0-9' })

  assert.is(fields.accept, 'application/json')
  assert.is(fields['if-none-match'], '"a"')
  assert.is(fields.range, 'bytes=0-9')
})

apiFields('of a request stay here when they say who asks, or anything else', () => {
  const fields = forApi({
    host: 'shop.example',
    cookie: 'a=b',
    authorization: 'Bearer c',
    'user-agent': 'browser',
    'content-length': '5',
    'transfer-encoding': 'chunked',
    'x-forwarded-host': 'evil.example',
    'x-anything': 'd',
  })

  assert.equal(fields, { 'user-agent': 'enddel', via: '1.1 me', 'x-forwarded-for': '192.0.2.1' })
})

apiFields('of a request stay here when Connection names them', () => {
  assert.not('accept' in forApi({ connection: 'close, Accept', accept: '*/*' }))
})

apiFields('of a request name the client behind those that were named before', () => {
  assert.is(
    forApi({ 'x-forwarded-for': '198.51.100.7, 2001:db8::1' })['x-forwarded-for'],
    '198.51.100.7, 2001:db8::1, 192.0.2.1',
  )
  assert.is(
    forApi({ 'x-forwarded-for': 'unknown, <script>, 198.51.100.7' })['x-forwarded-for'],
    '198.51.100.7, 192.0.2.1',
  )
  assert.is(forApi({ 'x-forwarded-for': '10.0.0.1,'.repeat(500) })['x-forwarded-for']!.split(', ').length, 17)
})

apiFields('of a request add our name to Via', () => {
  assert.is(forApi({ via: '1.1 cdn' }).via, '1.1 cdn, 1.1 me')
})

apiFields('of an answer pass, each once', () => {
  const fields = forClient({ 'content-type': 'application/json', link: ['<a>', '<b>'], 'x-total-count': '3' })

  const passed = ['content-type', 'application/json', 'link', '<a>, <b>', 'x-total-count', '3']
  assert.equal(fields.slice(0, passed.length), passed)
})

apiFields('of an answer stay here when they are about the connection, or Connection names them', () => {
  const fields = forClient({
    connection: ['keep-alive, X-One', 'x-two'],
    'keep-alive': 'timeout=5',
    'transfer-encoding': 'chunked',
    trailer: 'x',
    upgrade: 'h2c',
    'x-one': '1',
    'x-two': '2',
  })

  assert.equal(fields, forClient({}))
})

apiFields('of an answer stay here when they speak for the site, or to the proxy in front', () => {
  const fields = forClient({
    'set-cookie': ['a=b', 'c=d'],
    server: 'x/1.2.3',
    'x-powered-by': 'x',
    'alt-svc': 'h3=":443"',
    'strict-transport-security': 'max-age=1',
    'clear-site-data': '"*"',
    'service-worker-allowed': '/',
    refresh: '0; url=https://evil.example/',
    location: 'https://evil.example/',
    'x-accel-redirect': '/etc/passwd',
    'x-sendfile': '/etc/passwd',
    'www-authenticate': 'Basic realm="give me your password"',
  })

  assert.equal(fields, forClient({}))
})

apiFields('of an answer carry what protects the browser, ours alone', () => {
  const fields = forClient({ 'x-content-type-options': 'none', 'content-security-policy': 'default-src *' })

  assert.is(fields.join('\n').match(/^content-security-policy$/gim)?.length, 1)
  assert.is(fields[fields.indexOf('X-Content-Type-Options') + 1], 'nosniff')
  assert.match(fields[fields.indexOf('Content-Security-Policy') + 1]!, /^default-src 'none';.* sandbox$/)
})

const forClient = fieldsForClient

function forApi(headers: IncomingHttpHeaders) {
  return fieldsForApi({ headers, socket: { remoteAddress: '192.0.2.1' } as Socket }, '1.1 me')
}

apiFields.run()
