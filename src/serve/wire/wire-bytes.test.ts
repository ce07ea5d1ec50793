import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { WireBytes } from './wire-bytes.ts'

const wireBytes = suite('serve/wire/wire-bytes')

const hit = 'Cache-Status: enddel; hit'
const first = { second: 1, date: 'Thu, 01 Jan 1970 00:00:01 GMT' }
const second = { second: 2, date: 'Thu, 01 Jan 1970 00:00:02 GMT' }

wireBytes('are the status line, Date, the fields in their order, an empty line and the body', () => {
  const bytes = new WireBytes(200, ['Content-Length', '3', 'ETag', '"a|b$&"'], Buffer.from('é!'))

  const text = bytes.at(first).toString()

  const expected = ['HTTP/1.1 200 OK', `Date: ${first.date}`, 'Content-Length: 3', 'ETag: "a|b$&"', hit, '', 'é!']
  assert.is(text, expected.join('\r\n'))
})

wireBytes('end with the empty line where there is no body', () => {
  const bytes = new WireBytes(304, [])

  assert.is(bytes.at(first).toString(), `HTTP/1.1 304 Not Modified\r\nDate: ${first.date}\r\n${hit}\r\n\r\n`)
})

wireBytes('are made once a second', () => {
  const bytes = new WireBytes(200, [], Buffer.from('body'))

  assert.is(bytes.at(first), bytes.at({ ...first }))
  assert.is.not(bytes.at(first), bytes.at(second))
})

wireBytes('stay as they are where they were given away, when the next second comes', () => {
  const bytes = new WireBytes(200, ['A', 'b'], Buffer.from('body'))
  const given = bytes.at(first)
  const before = given.toString()

  bytes.at(second)

  assert.is(given.toString(), before)
  assert.match(bytes.at(second).toString(), second.date)
})

wireBytes('do not change with the bytes of the body they were made from', () => {
  const body = Buffer.from('body')
  const given = new WireBytes(200, [], body).at(first)

  body.fill('x')

  assert.ok(given.toString().endsWith('\r\n\r\nbody'))
})

wireBytes.run()
