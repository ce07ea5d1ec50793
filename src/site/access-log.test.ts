import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addressInLogLine } from './access-log.ts'

const log = suite('site/access-log')

const at = '[20/Nov/2026:07:31:02 +0700]'

log('reads the common format', () => {
  assert.is(addressInLogLine(`203.0.113.9 - - ${at} "GET /vi/shop HTTP/1.1" 200 3122`), '/vi/shop')
})

log('reads the combined format, with a user and without the query', () => {
  const line = `2001:db8::1 - An Binh ${at} "GET /vi/crypto_report/31?utm_source=x HTTP/2.0" 304 0 "https://a.example/" "Mozilla/5.0 (X11) \\"x\\""`

  assert.is(addressInLogLine(line), '/vi/crypto_report/31')
})

log('passes over what no reader got', () => {
  assert.is(addressInLogLine(`203.0.113.9 - - ${at} "GET /vi/nope HTTP/1.1" 404 12`), undefined)
  assert.is(addressInLogLine(`203.0.113.9 - - ${at} "POST /vi/shop HTTP/1.1" 200 12`), undefined)
  assert.is(addressInLogLine(`203.0.113.9 - - ${at} "GET http://other.example/ HTTP/1.1" 200 12`), undefined)
})

log('passes over lines in no format it knows', () => {
  assert.is(addressInLogLine(''), undefined)
  assert.is(addressInLogLine('{"path":"/vi/shop","status":200}'), undefined)
  assert.is(addressInLogLine(`203.0.113.9 - - ${at} "\\x16\\x03\\x01" 400 0`), undefined)
})

log.run()
