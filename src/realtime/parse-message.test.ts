import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseMessage } from './parse-message.ts'

const parsing = suite('realtime/parse-message')

const codeOf = (text: string) => {
  const message = parseMessage(text)
  return message.type === 'error' ? message.code : 'none'
}

parsing('reads all that a client may say', () => {
  const subscribe = { type: 'subscribe', topics: ['BTC'], epoch: 'e', seq: 3 } as const

  assert.equal(parseMessage(JSON.stringify(subscribe)), subscribe)
  assert.equal(parseMessage('{"type":"subscribe","topics":[]}'), { type: 'subscribe', topics: [] })
  assert.equal(parseMessage('{"type":"unsubscribe","topics":["BTC"]}'), { type: 'unsubscribe', topics: ['BTC'] })
  assert.equal(parseMessage('{"type":"resume","epoch":"e","seq":0}'), { type: 'resume', epoch: 'e', seq: 0 })
  assert.equal(parseMessage('{"type":"ping"}'), { type: 'ping' })
  assert.equal(parseMessage('{"type":"dashboard_data"}'), { type: 'dashboard_data' })
})

parsing('reads the bare words of older clients', () => {
  assert.equal(parseMessage('ping'), { type: 'ping' })
  assert.equal(parseMessage('dashboard_data'), { type: 'dashboard_data' })
})

parsing('refuses what is not JSON, no object, or of no known type', () => {
  for (const text of ['', 'garbage', '[]', 'null', '1', '"ping"', '{}', '{"type":"toString"}', '{"type":["ping"]}']) {
    assert.is(codeOf(text), 'INVALID_MESSAGE', text)
  }
})

parsing('refuses fields that are missing, unknown or of the wrong kind', () => {
  for (const text of [
    '{"type":"subscribe"}',
    '{"type":"subscribe","topics":"BTC"}',
    '{"type":"subscribe","topics":[1]}',
    '{"type":"subscribe","topics":["BTC"],"seq":1}',
    '{"type":"resume","epoch":"e","seq":-1}',
    '{"type":"resume","epoch":"e","seq":1.5}',
    '{"type":"resume","epoch":"e","seq":1e400}',
    '{"type":"resume","epoch":1,"seq":1}',
    '{"type":"ping","more":1}',
  ]) {
    assert.is(codeOf(text), 'INVALID_MESSAGE', text)
  }
})

parsing('refuses __proto__ and leaves all prototypes as they were', () => {
  assert.is(codeOf('{"type":"ping","__proto__":{"polluted":true}}'), 'INVALID_MESSAGE')
  assert.is(codeOf('{"__proto__":{"type":"ping"}}'), 'INVALID_MESSAGE')
  assert.is(codeOf('{"type":"subscribe","topics":["__proto__"]}'), 'INVALID_TOPIC')

  assert.is(({} as { polluted?: boolean }).polluted, undefined)
})

parsing('refuses topics that are no names of topics', () => {
  assert.is(codeOf('{"type":"subscribe","topics":["BTC","../x"]}'), 'INVALID_TOPIC')
  assert.is(codeOf('{"type":"unsubscribe","topics":[""]}'), 'INVALID_TOPIC')
})

parsing('refuses more than 4 KiB, and says so in few words', () => {
  const longest = JSON.stringify({ type: 'subscribe', topics: ['B'.repeat(4 * 1024 - 34)] })
  const message = parseMessage(longest)

  assert.is(longest.length, 4 * 1024)
  assert.is(codeOf(longest), 'INVALID_TOPIC')
  assert.is(codeOf(`${longest} `), 'INVALID_MESSAGE')
  assert.ok(message.type === 'error' && message.message.length < 300)
})

parsing('survives what is nested deep', () => {
  assert.is(codeOf('['.repeat(4_000)), 'INVALID_MESSAGE')
})

parsing.run()
